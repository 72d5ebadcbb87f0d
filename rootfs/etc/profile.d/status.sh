# What this machine is and how it is, for people who log in: not for scripts, not for scp.
case $- in
*i*) [ ! -t 1 ] || berth status --short || : ;;
esac
