#!/bin/sh
# install.sh: creates an account for HaDashboard on this node with the required rights only. Run it as root on the node.
#
#   ./install.sh --dry-run --role master --poll-key poll.pub --act-key act.pub     prints every step and changes nothing
#   ./install.sh           --role master --poll-key poll.pub --act-key act.pub     prints and runs every step
#   ./install.sh --undo                                                            removes what it installed
#
# Without --act-key the dashboard can only read. Options: --user NAME (hadashboard), --group NAME (the group of the admin socket;
# haproxy), --socket PATH, --master-socket PATH, --config PATH (repeat it for several files and folders, in HAProxy's order; a path without
# a dot in its last part, or with .d or / at its end, is a folder), and --permit-open HOST:PORT for each further address that the key may
# reach, for example the node's own address or the cluster's endpoint: --permit-open 10.0.42.1:2381 --permit-open '[fd00::a]:6443'.
# The settings of HAProxy, sshd and Kubernetes are not changed.
set -euf

user=hadashboard group=haproxy role= poll= act= dry= undo= further=
socket=/run/haproxy/admin.sock master_socket= configs=
lib=/usr/local/lib/hadashboard
home=/var/lib/hadashboard
conf=/etc/hadashboard-gate.conf
sudoers=/etc/sudoers.d/hadashboard
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

# These values are written into files that a shell and sudo parse.
plain() { case $2 in *[!A-Za-z0-9/._-]*) die "$1: '$2' must contain only letters, digits, '/', '.', '_' and '-'" ;; esac; }
die() { echo "install.sh: $*" >&2; exit 2; }
usage() { sed -n '2,12s/^# \{0,1\}//p' "$0"; exit "${1:-0}"; }

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=1 ;;
    --undo) undo=1 ;;
    --help | -h) usage ;;
    --role | --poll-key | --act-key | --user | --group | --socket | --master-socket | --config | --permit-open)
      [ $# -ge 2 ] || die "$1 needs a value"
      case $1 in
        --role) role=$2 ;; --poll-key) poll=$2 ;; --act-key) act=$2 ;; --user) user=$2 ;; --group) group=$2 ;;
        --socket) socket=$2 ;; --master-socket) master_socket=$2 ;;
        --config) plain --config "$2"; configs="$configs $2" ;;
        --permit-open) further="$further $2" ;;
      esac
      shift ;;
    *) echo "install.sh: unknown option '$1'" >&2; usage 2 ;;
  esac
  shift
done

plain --user "$user"; plain --group "$group"; plain --socket "$socket"; plain --master-socket "$master_socket"

# The dashboard makes the same two command lines from HaProxy:ConfigFiles.
configs=${configs:- /etc/haproxy/haproxy.cfg}
config= show="tail -n +1" flags=
for path in $configs; do
  name=${path##*/}
  case $name in
    *.d) pattern=$path/*.cfg ;;
    *.*) pattern=$path; config=$path ;;
    *) pattern=${path%/}/*.cfg ;;
  esac
  show="$show $pattern" flags="$flags -f $path"
done
# With one file the dashboard runs cat.
[ "$configs" = " $config" ] && show= || config=

# Each becomes an option of the key's line in authorized_keys. A wildcard or another option must not get there.
for target in $further; do
  printf '%s\n' "$target" | grep -qE '^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):[1-9][0-9]{0,4}$' ||
    die "--permit-open: '$target' must be HOST:PORT or [IPV6]:PORT"
done

say() { printf '%s\n' "${dry:+would }$*"; }
do_it() { say "run: $*"; [ -n "$dry" ] || "$@"; }
# $1: mode, $2: owner:group, $3: file. The content is read from standard input.
write() {
  say "write $3, $2 $1:"
  content=$(cat)
  printf '%s\n' "$content" | sed 's/^/    /'
  [ -n "$dry" ] && return
  (umask 077 && printf '%s\n' "$content" > "$3.new")
  chown "$2" "$3.new" && chmod "$1" "$3.new"
  # An invalid file in sudoers.d disables sudo for all users, so the file is validated before it is moved there.
  if [ "$3" = "$sudoers" ] && ! visudo -cqf "$3.new"; then rm -f "$3.new"; die "visudo rejects $3; the file was not written"; fi
  mv -f "$3.new" "$3"
}

if [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then die "run it as root, or with --dry-run"; fi

if [ -n "$undo" ]; then
  for file in "$sudoers" "$conf" "$lib/hadashboard-gate" "$home/.ssh/authorized_keys"; do
    [ ! -e "$file" ] || do_it rm -f "$file"
  done
  for folder in "$lib" "$home/.ssh"; do [ ! -d "$folder" ] || do_it rmdir "$folder"; done
  # Only an account that this script created is deleted. Its comment identifies it.
  if getent passwd "$user" | grep -q ':HaDashboard, made by install.sh:'; then
    do_it userdel "$user"
  else
    say "keep account $user: this script did not create it"
  fi
  [ ! -d "$home" ] || do_it rmdir "$home"
  say "done. To end open sessions, run: pkill -u $user"
  exit 0
fi

case $role in
  master | worker) ;;
  *) die "--role master or --role worker is required: it selects the loopback ports that the key can reach" ;;
esac
[ -n "$poll" ] || die "--poll-key FILE is required: the public key of Ssh:PrivateKeyFile"

# The file must contain exactly one key, of a type that sshd accepts. Other content could add options to the line.
key_of() {
  [ -r "$1" ] || die "$1 cannot be read"
  [ "$(grep -c . "$1")" -eq 1 ] || die "$1 must contain exactly one public key"
  grep -E '^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/=]+( [^ "]+)?$' "$1" || die "$1 is not a public key"
}
poll_key=$(key_of "$poll")
act_key=; [ -z "$act" ] || act_key=$(key_of "$act")
[ "$poll_key" != "$act_key" ] || die "--poll-key and --act-key are the same key: with a stolen poll key an attacker could run actions"

command -v socat >/dev/null || die "socat is not installed: apt-get install socat"
if [ -n "$act_key" ]; then
  command -v sudo >/dev/null || die "sudo is not installed: apt-get install sudo"
  haproxy=$(command -v haproxy) || die "haproxy is not installed on this node"
  systemctl=$(command -v systemctl) || die "systemctl is not available on this node: set RELOAD= in $conf manually"
fi
getent group "$group" >/dev/null || die "group $group does not exist: check the group of $socket and set it with --group"

if getent passwd "$user" >/dev/null; then
  say "keep account $user"
else
  do_it useradd --system --home-dir "$home" --no-create-home --shell /bin/sh --password "*" \
  --comment "HaDashboard, made by install.sh" "$user"
fi
do_it usermod -aG "$group" "$user"

# Root owns all files: the account can read its authorized_keys but not write them.
do_it install -d -o root -g root -m 755 "$lib" "$home" "$home/.ssh"
do_it install -o root -g root -m 755 "$here/hadashboard-gate" "$lib/hadashboard-gate"

write 644 root:root "$conf" <<EOF
# Read by $lib/hadashboard-gate. The dashboard's settings (HaProxy:Socket, :CheckCommand, …) must be exactly equal to these lines.
SOCKET=$socket
MASTER_SOCKET=$master_socket
CONFIG=$config
CONFIGS="$show"
CHECK="sudo -n haproxy -c$flags"
RELOAD="sudo -n systemctl reload haproxy"
EOF

case $role in
  master) ports="2379 2381 5443 6443 10257 10259" ;;
  worker) ports="5443" ;;
esac
permits=
for port in $ports; do permits="$permits,permitopen=\"127.0.0.1:$port\",permitopen=\"[::1]:$port\""; done
for target in $further; do permits="$permits,permitopen=\"$target\""; done
{
  printf '%s\n' "restrict,port-forwarding$permits,command=\"$lib/hadashboard-gate poll\" $poll_key"
  [ -z "$act_key" ] || printf '%s\n' "restrict,command=\"$lib/hadashboard-gate act\" $act_key"
} | write 644 root:root "$home/.ssh/authorized_keys"

if [ -n "$act_key" ]; then
  write 440 root:root "$sudoers" <<EOF
# Allows only the two commands of a reload, and no variables of the caller.
Defaults:$user !requiretty, env_reset
$user ALL=(root) NOPASSWD: $haproxy -c$flags, $systemctl reload haproxy
EOF
elif [ -e "$sudoers" ]; then
  do_it rm -f "$sudoers"
fi
say "done. To verify the rights of the key, run \`HaDashboard --check\` on the dashboard's host."
