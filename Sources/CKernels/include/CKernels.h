#pragma once

#include "adamw.h"
#include "augmentation.h"
#include "blocked.h"
#include "linear.h"
#include "pcm.h"
