#pragma once
#include "pcm.h"
