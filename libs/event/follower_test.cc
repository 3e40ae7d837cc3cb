#include "libs/event/follower.h"

#include <gtest/gtest.h>
