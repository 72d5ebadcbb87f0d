// SPDX-License-Identifier: Apache-2.0
//
// The key `final_message`: what is told when everything is done, with $version, $uptime (seconds),
// $timestamp and $datasource in it. Pure.

#ifndef BERTH_FINAL_MESSAGE_H
#define BERTH_FINAL_MESSAGE_H

struct final_values {
	const char *version, *uptime, *timestamp, *datasource;
};

/*
 * final_message_text - the message with the values in it; names are written as $name or ${name},
 * in small or capital letters. What is no name of these stays as it is.
 * Returns the text, which the caller frees, or NULL (no memory).
 */
char *final_message_text(const char *message, const struct final_values *values);

#endif
