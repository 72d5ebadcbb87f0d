// SPDX-License-Identifier: Apache-2.0
//
// What YAML 1.1 takes a word without quotes for.
//
// "hostname: on" is a truth value and "hostname: 0123" is eighty-three for every other program that
// reads the same file. Telling these from strings lets us say so instead of guessing. Pure.

#ifndef BERTH_SCALAR_TYPE_H
#define BERTH_SCALAR_TYPE_H

#include "yaml_tree.h"

/*
 * scalar_type_of - type of a plain scalar by the YAML 1.1 rules
 * @text: text of a scalar that stood without quotes
 *
 * Returns its type; SCALAR_STRING for everything that is no null, truth value or number.
 */
enum scalar_type scalar_type_of(const char *text);

#endif
