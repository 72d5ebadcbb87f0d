// SPDX-License-Identifier: Apache-2.0
//
// Marks that docker leaves in the state folders of containers, for the next boot: files
// /var/lib/nerdctl/STORE/containers/NAMESPACE/ID/{remove,start}-at-boot, which hold the id of the
// boot that they were made in.

#ifndef BERTH_WATCH_MARKS_H
#define BERTH_WATCH_MARKS_H

#define WATCH_STATE_DIR "/var/lib/nerdctl"

/* Called for each container with a mark of an earlier boot; the strings last as long as the call.
 * Returns 0, or a negative errno that ends the search. */
typedef int watch_mark_found(void *context, const char *namespace, const char *id);

/*
 * watch_marks_find - find the containers with a mark of an earlier boot.
 * @dir: WATCH_STATE_DIR
 * @mark: name of the mark's file
 * @boot_id: of this boot, as the kernel tells it
 * Returns 0, also if @dir is not there, or a negative errno.
 */
int watch_marks_find(const char *dir, const char *mark, const char *boot_id,
		     watch_mark_found *found, void *context);

#endif
