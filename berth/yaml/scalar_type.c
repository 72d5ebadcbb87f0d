// SPDX-License-Identifier: Apache-2.0
//
// What YAML 1.1 takes a word without quotes for.
//
// Follows the tables of the YAML 1.1 type repository as PyYAML implements them, because that is
// what cloud-init reads the same files with. Pure.

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "scalar_type.h"

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}

static bool only(const char *text, const char *allowed)
{
	return *text && text[strspn(text, allowed)] == '\0';
}

/* 12, 0x1f, 0b101, 017, 1_000 and clock-like base 60: 1:30:00 */
static bool is_integer(const char *text)
{
	if (strncmp(text, "0x", 2) == 0)
		return only(text + 2, "0123456789abcdefABCDEF_");
	if (strncmp(text, "0b", 2) == 0)
		return only(text + 2, "01_");
	return isdigit((unsigned char)*text) && only(text, "0123456789_:");
}

/* 1.5, .5, 6.02e+23: digits with one point, and an exponent only with a sign, as PyYAML wants it */
static bool is_float(const char *text)
{
	size_t whole = strspn(text, "0123456789_:");
	const char *rest = text + whole;

	if (*rest++ != '.')
		return false;
	size_t fraction = strspn(rest, "0123456789_");
	rest += fraction;
	if (!whole && !fraction)
		return false;
	if (*rest == '\0')
		return true;
	if (*rest != 'e' && *rest != 'E')
		return false;
	rest++;
	return (*rest == '+' || *rest == '-') && only(rest + 1, "0123456789");
}

enum scalar_type scalar_type_of(const char *text)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const bools[] = { "yes",   "Yes",   "YES",  "no",   "No",
					     "NO",    "true",  "True", "TRUE", "false",
					     "False", "FALSE", "on",   "On",   "ON",
					     "off",   "Off",   "OFF",  NULL };
	static const char *const odd[] = { ".inf", ".Inf", ".INF", NULL };
	static const char *const nan[] = { ".nan", ".NaN", ".NAN", NULL };

	if (is_one_of(text, nulls))
		return SCALAR_NULL;
	if (is_one_of(text, bools))
		return SCALAR_BOOL;
	if (is_one_of(text, nan))
		return SCALAR_NUMBER;
	if (*text == '+' || *text == '-')
		text++;
	if (is_one_of(text, odd) || is_integer(text) || is_float(text))
		return SCALAR_NUMBER;
	return SCALAR_STRING;
}
