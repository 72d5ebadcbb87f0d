# SPDX-License-Identifier: Apache-2.0
# Files from the signed Debian archive, through the host's own apt configuration: the same mirror,
# proxy and certificates, but suite trixie, in a private apt folder that needs no root rights.
# shellcheck shell=sh disable=SC2154

debian_suite=trixie
apt_dir=$cache/apt

# The host's Debian mirrors with the suite replaced. Vendors' repositories also carry Debian's code
# names: they have keys of their own, or no component "main". What calls itself "stable" is Debian
# only where the path says so, too.
debian_mirrors() {
	{
		cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
			sed -nE -e '/signed-by=/{/debian-archive/!d}' \
				-e 's/^deb (\[[^]]*\] *)?([^ ]+) ([^ ]+)( .*)? main( .*)?$/\2 \3/p'
		for file in /etc/apt/sources.list.d/*.sources; do
			[ -f "$file" ] && awk '
				function flush(  i, j, u, s) {
					n = split(uris, u, " "); m = split(suites, s, " ")
					if (main && !foreign && !off)
						for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) print u[i], s[j]
					uris = suites = ""; main = foreign = off = 0
				}
				/^[ \t]*$/ { flush() }
				/^URIs:/ { $1 = ""; uris = $0 }
				/^Suites:/ { $1 = ""; suites = $0 }
				/^Components:.* main( |$)/ { main = 1 }
				/^Signed-By:/ && !/debian-archive/ { foreign = 1 }
				/^Enabled: *no/ { off = 1 }
				END { flush() }' "$file"
		done
	} | awk -v suite="$debian_suite" '
		$1 ~ /\/debian(-security)?\/?$/ { sub(/^(stable|oldstable)/, suite, $2) }
		$2 ~ /^(bookworm|trixie)-security$/ { print $1, suite "-security" }
		$2 ~ /^(bookworm|trixie)$/ { print $1, suite; print $1, suite "-updates"; print $1, suite "-backports" }' | sort -u
}

debian_setup() {
	mkdir -p "$apt_dir/lists/partial" "$apt_dir/archives/partial" "$apt_dir/empty"
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -f "$keyring" ] || die "$keyring is missing" "install debian-archive-keyring ('make deps')"
	debian_mirrors | awk -v k="$keyring" '{
		print "deb [signed-by=" k "] " $1 " " $2 " main"
		print "deb-src [signed-by=" k "] " $1 " " $2 " main" }' >"$apt_dir/sources.list"
	[ -s "$apt_dir/sources.list" ] ||
		die "no Debian mirror found in /etc/apt" "the host must be Debian 12 or 13, with its mirrors configured"
	# The host's clean-up hooks would delete what other apt runs are downloading. They can be cleared
	# only in a file that is read after the host's: "apt-get -c", not $APT_CONFIG.
	cat >"$apt_dir/apt.conf" <<-CONF
		#clear APT::Update::Post-Invoke;
		#clear DPkg::Post-Invoke;
		Dir::Etc::sourcelist "$apt_dir/sources.list";
		Dir::Etc::sourceparts "$apt_dir/empty";
		Dir::State "$apt_dir";
		Dir::State::lists "$apt_dir/lists";
		Dir::Cache "$apt_dir";
		Dir::Cache::archives "$apt_dir/archives";
		APT::Architecture "amd64";
		APT::Sandbox::User "";
		Acquire::Retries "2";
	CONF
}

# Package lists, at most a day old; with "now" as argument, fresh ones.
debian_update() {
	if [ "${1:-}" != now ] && [ -n "$(find "$apt_dir/updated" -mmin -1440 2>/dev/null)" ]; then
		return 0
	fi
	if ! apt-get -c "$apt_dir/apt.conf" -qq --error-on=any update >"$apt_dir/update.log" 2>&1; then
		tail -n 3 "$apt_dir/update.log" | sed -E 's#[a-z]+://[^ ]*/##' >&2
		return 1
	fi
	touch "$apt_dir/updated"
}

# debian_uri source|deb PACKAGE VERSION FILE: the address that apt would use.
debian_uri() {
	case $1 in
	source) apt-get -c "$apt_dir/apt.conf" source --print-uris "$2=$3" 2>/dev/null ;;
	deb) apt-get -c "$apt_dir/apt.conf" download --print-uris "$2=$3" 2>/dev/null ;;
	esac | awk -v q="'" -v f="$4" -F "[' ]" '$0 ~ "^" q && $4 == f { print $2; exit }'
}

# debian_other_versions source|deb PACKAGE: what the archive serves today.
debian_other_versions() {
	case $1 in
	source) apt-cache -c "$apt_dir/apt.conf" showsrc "$2" ;;
	deb) apt-cache -c "$apt_dir/apt.conf" show "$2" ;;
	esac 2>/dev/null | sed -n 's/^Version: //p' | sort -uV | tr '\n' ' '
}

# debian_fetch source|deb PACKAGE VERSION FILE TARGET: 0, or 1 after having said why not.
debian_fetch() {
	(
		# The private apt folder is shared by all builds; apt itself does not wait for another one.
		flock 9
		debian_setup
		reached=yes
		debian_update || reached=no
		uri=$(debian_uri "$1" "$2" "$3" "$4")
		[ -n "$uri" ] || {
			debian_update now || reached=no
			uri=$(debian_uri "$1" "$2" "$3" "$4")
		}
		if [ -n "$uri" ]; then
			apt_said=$(/usr/lib/apt/apt-helper -c "$apt_dir/apt.conf" -qq download-file "$uri" "$5" 2>&1) && exit 0
			echo "$apt_said" | sed -n 's/^E: //p' | sed -E 's#[a-z]+://[^ ]*/##' >&2
			warn "$4 could not be downloaded from the Debian archive"
			# The lists may be older than the archive.
			if debian_update now && [ -z "$(debian_uri "$1" "$2" "$3" "$4")" ]; then debian_moved "$@"; fi
		elif [ $reached = no ]; then
			warn "the Debian archive cannot be reached"
		else
			debian_moved "$@"
		fi
		exit 1
	) 9>"$cache/locks/apt"
}

debian_moved() {
	cat >&2 <<-EOT
		berth: $2 $3 is no longer in the Debian archive (suite $debian_suite).
		    It lists now: $(debian_other_versions "$1" "$2")
		    To go on: choose a newer version of the same series, set 'version' and the 'debian' line in
		    pkgs/$name/recipe to it, fetch, and write down the sha256 that the fetched bytes have
		    (scripts/fetch --hash $name prints it).
	EOT
}
