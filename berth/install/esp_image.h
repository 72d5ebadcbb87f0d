// SPDX-License-Identifier: Apache-2.0
//
// The EFI system partition of a new machine: the release's image with a boot record and the
// machine's arguments put into it, all in memory.

#ifndef BERTH_INSTALL_ESP_IMAGE_H
#define BERTH_INSTALL_ESP_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/*
 * esp_image_fill - slot a is good and first, since there is nothing to fall back to; slot b does
 * not start.
 * @data, @len: the image; changed in place
 * @sector_size: of the disk
 * @args: see machine_args.h
 * Returns 0, -ENOENT, -EUCLEAN or -EFBIG (the image does not have the two files, or not as
 * machine_args.h and boot_record.h want them).
 */
int esp_image_fill(unsigned char *data, size_t len, uint32_t sector_size, const char *args);

#endif
