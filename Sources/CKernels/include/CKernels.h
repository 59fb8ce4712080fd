#pragma once

#include "optimizers.h"
#include "augmentation.h"
#include "blocked.h"
#include "digest.h"
#include "levels.h"
#include "linear.h"
#include "logarithm.h"
#include "mel.h"
#include "pcm.h"
#include "product.h"
#include "sequences.h"
#include "spectrum.h"
