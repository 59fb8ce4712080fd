#include "ConeDNN.h"
