/** Programs of the system: processes, services, users, disks, schedules, and what only shows. */
import { hasMark, isUncertain, mark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import type { Rule, VerbRule } from '../rules/rule.js';
import { nothing, type Stream } from '../run/call.js';

type Handler = NonNullable<VerbRule['handler']>;

const kill: Handler = call => {
  const { args, host, span } = call;
  const texts = args.map(arg => arg.text);
  if (texts[0] === '-l' || texts[0] === '-L' || texts.includes('-0') || (texts.includes('-s') && texts.includes('0'))) return nothing;
  const end = texts.indexOf('--');
  const named = texts.filter((text, i) =>
    end >= 0 ? i > end : !(i === 0 && text.startsWith('-')) && !(i === 1 && /^-(?:s|n|-signal)$/.test(texts[0] ?? '')),
  );
  for (const text of named) {
    if (/^-?[01]$/.test(text) || /^-\d+$/.test(text))
      host.effect({ kind: 'stop', target: text === '-1' ? 'every process' : `process ${text}`, place: 'system' }, span);
    else if (text.startsWith('%') || text === mark.token) act('stop', call, `kill ${text}`);
    else act('kill', call, `process ${text}`);
  }
  return nothing;
};

const systemctl: Handler = call => {
  const words = call.args.filter(arg => !arg.text.startsWith('-')).map(arg => arg.text);
  const verb = words[0] ?? '';
  const reads =
    /^(?:status|show|list-units|list-unit-files|list-timers|list-sockets|list-jobs|list-dependencies|is-active|is-enabled|is-failed|cat|help|get-default|show-environment|print-enabled|print|list|blame|)$/.test(
      verb,
    ) || /^(?:--version|--failed)$/.test(call.args[0]?.text ?? '');
  act(reads ? '' : 'privilege', call, `${call.name} ${words.join(' ')}`);
  return nothing;
};

const service: Handler = call => {
  const texts = call.args.map(arg => arg.text);
  act(texts.at(-1) === 'status' || texts.includes('--status-all') ? '' : 'privilege', call, `service ${texts.join(' ')}`);
  return nothing;
};

const crontab: Handler = call => {
  const reads = call.args.length > 0 && call.args.every(arg => /^-l$/.test(arg.text));
  act(reads ? '' : 'hijack', call, 'the schedule of commands');
  if (call.args.some(arg => arg.text === '-r')) act('destroy', call, 'the schedule of commands');
  return nothing;
};

const schedule: Handler = call => {
  const { host, state, stdin, span } = call;
  if (/^(?:atq)$/.test(call.name) || call.args.some(arg => /^-[lV]$/.test(arg.text))) return nothing;
  act('hijack', call, 'a command for later');
  if (stdin.text !== undefined && !hasMark(stdin.text)) host.code('bash', stdin.text, state, nothing, span);
  return nothing;
};

const date: Handler = call => {
  const sets = call.args.find(arg => /^(?:-s|--set)/.test(arg.text) || /^\d{8,}/.test(arg.text));
  if (sets) act('privilege', call, 'the clock');
  for (const [i, arg] of call.args.entries())
    if (/^-[fr]$/.test(arg.text)) {
      const file = call.args[i + 1];
      if (file && !/^\d+$/.test(file.text) && !file.text.startsWith('%'))
        call.host.touch(arg.text === '-f' ? 'read' : 'list', file, call.state);
    }
  return { text: mark.token };
};

const hostname: Handler = call => {
  if (call.args.some(arg => !arg.text.startsWith('-')) || call.args.some(arg => /^-F|^--file/.test(arg.text)))
    act('privilege', call, 'the name of the machine');
  return { text: mark.token };
};

const sysctl: Handler = call => {
  const writes = call.args.some(
    arg => /^(?:-w|--write|-p|--load|--system)/.test(arg.text) || (arg.text.includes('=') && !arg.text.startsWith('-')),
  );
  act(writes ? 'privilege' : '', call, 'the kernel');
  return nothing;
};

const network: Handler = call => {
  const words = call.args.filter(arg => !arg.text.startsWith('-')).map(arg => arg.text);
  const changes = words.some(text =>
    /^(?:add|del|delete|set|flush|change|replace|up|down|append|connect|disconnect|modify|reload|on|off)$/.test(text),
  );
  const table = /^(?:iptables|ip6tables|nft|ufw|firewall-cmd|pfctl|ebtables)/.test(call.name);
  const onlyShows = /^(?:-L|-S|--list\S*|-n|-nL|-vnL|-nvL|list|status|show|-s|-sr|--state|--get-\S+)$/.test(call.args[0]?.text ?? '-L');
  act((table ? !onlyShows : changes) ? 'privilege' : '', call, [call.name, ...words].join(' '));
  for (const arg of call.args) if (/^-b(?:atch)?$/.test(arg.text)) call.host.unknown(`${call.name} ${arg.text}`, arg.span);
  return nothing;
};

const mount: Handler = call => {
  act(
    call.args.length === 0 || call.args.every(arg => /^-(?:l|t|V|-show-labels)$/.test(arg.text)) ? '' : 'privilege',
    call,
    call.args.map(arg => arg.text).join(' '),
  );
  return nothing;
};

/** Words that find processes; a pattern that matches everything reaches everything. */
const pkill: Handler = call => {
  const words = call.args.filter(arg => !arg.text.startsWith('-')).map(arg => arg.text);
  const broad =
    words.some(
      text =>
        /^(?:\.\*?|\*|\^|\$|systemd|init|sshd|launchd|Finder|WindowServer|Xorg|gnome-shell|loginwindow|dbus-daemon|explorer(?:\.exe)?|lsass(?:\.exe)?|csrss(?:\.exe)?)?$/i.test(
          text,
        ) || isUncertain(text),
    ) ||
    call.args.some(arg => /^-(?:u|U|-user|-euid|g|s|t)$/.test(arg.text) || arg.text === '-v') ||
    words.length === 0;
  if (broad) call.host.effect({ kind: 'stop', target: words.join(' ') || 'many processes', place: 'system' }, call.span);
  else act('kill', call, `processes named ${words.join(' ')}`);
  return nothing;
};

const manual: Handler = call => {
  for (const [i, arg] of call.args.entries()) {
    if (/^(?:-P|--pager|-H|--html|-B|--browser|-C|--config-file|-X)/.test(arg.text)) {
      const value = arg.text.replace(/^(?:-P|--pager=?|-H|--html=?|-B|-C)/, '') || (call.args[i + 1]?.text ?? '');
      call.host.unknown(`man ${arg.text}, which names a program`, arg.span);
      if (!hasMark(value)) call.host.code('bash', value, call.state, nothing, arg.span);
    } else if (/^[./]/.test(arg.text)) call.host.touch('read', arg, call.state);
  }
  return nothing;
};

const lsof: Handler = call => (call.args.some(arg => /^-\w*t/.test(arg.text)) ? { text: mark.token } : nothing);

const clipboard: Handler = call => {
  const reads = /paste/.test(call.name) || call.args.some(arg => /^-(?:o|out|-output|b)$/.test(arg.text));
  return reads ? ({ secret: false } satisfies Stream) : nothing;
};

const yes: Handler = ({ args }) => ({ text: `${args.map(arg => arg.text).join(' ') || 'y'}\n` });

const shows = (names: string, match: readonly string[], extra: Partial<Rule> = {}): Rule => ({
  names,
  operands: 'skip*',
  level: 'read-only',
  match,
  ...extra,
});
const raises = (names: string, match: readonly string[]): Rule => ({
  names,
  does: 'privilege',
  operands: 'skip*',
  level: 'privileged',
  match,
});

export const systemRules: readonly Rule[] = [
  shows(
    'ps pstree top htop btop btm glances atop uptime w who last lastlog users free vmstat iostat mpstat sar nproc lscpu lsusb lspci lsmod lshw dmidecode sensors nvidia-smi rocm-smi acpi inxi neofetch fastfetch screenfetch getconf locale arch sw_vers system_profiler vm_stat dmesg journalctl tty stty tput reset clear cls sleep usleep numastat powertop iotop nethogs iftop bmon ss netstat lsns ipcs pmap pidstat slabtop prtstat finger groups logname gpustat nvtop tokei cloc scc loc onefetch figlet toilet cowsay lolcat fortune banner cmatrix sl tldr cheat apropos whatis info pinfo number units dust ncdu duf gdu procs hostid errno ascii dc',
    ['ps aux', 'uptime', 'free -h', 'ss -tlnp', 'sleep 5', 'clear', 'journalctl -n 50'],
  ),
  shows('uname id whoami', ['uname -a', 'id -u', 'whoami'], { gives: 'token' }),
  {
    names: 'date gdate',
    handler: date,
    level: 'read-only',
    match: ['date +%F', 'date -u'],
    noMatch: ['date -s 2020-01-01', 'date -f /etc/shadow'],
  },
  { names: 'hostname', handler: hostname, level: 'read-only', match: ['hostname', 'hostname -f'], noMatch: ['hostname evil'] },
  { names: 'uuidgen pgrep pidof jot', operands: 'skip*', gives: 'token', level: 'read-only', match: ['pgrep node', 'uuidgen'] },
  { names: 'lsof fuser', handler: lsof, level: 'read-only', match: ['lsof -i :3000', 'lsof -ti:3000'] },
  { names: 'yes', handler: yes, level: 'read-only', match: ['yes | head -1'], noMatch: ["yes 'rm -rf ~' | sh"] },
  {
    names: 'kill',
    handler: kill,
    level: 'read-only',
    match: ['kill -l', 'kill -0 123'],
    noMatch: ['kill -9 -1', 'kill 1234', 'kill -9 1'],
  },
  {
    names: 'killall pkill skill xkill',
    handler: pkill,
    level: 'unknown',
    match: ['pkill node'],
    noMatch: ['pkill -9 -u root', 'killall -9 sshd', 'pkill .'],
  },
  raises(
    'killall5 reboot shutdown halt poweroff init telinit swapoff swapon modprobe insmod rmmod depmod kexec dracut update-initramfs grub-install update-grub grub-mkconfig efibootmgr visudo useradd userdel usermod adduser deluser groupadd groupdel groupmod passwd chpasswd chsh chfn gpasswd vipw newusers ldconfig update-alternatives alternatives setenforce semanage apparmor_parser aa-disable auditctl losetup cryptsetup lvremove lvcreate vgremove pvremove pvcreate vgcreate mdadm zpool zfs btrfs hdparm sdparm nvme smartctl blkdiscard tune2fs resize2fs e2fsck fsck mkswap umount eject iwconfig rfkill hostnamectl localectl bootctl csrutil spctl nvram pmset dscl dseditgroup installer softwareupdate kextload tmutil systemsetup networksetup authconfig pam-auth-update chage faillock debugfs xfs_repair ntfsfix fstrim ntpdate hwclock tcpdump wireshark tshark dumpcap ettercap arpspoof aircrack-ng bettercap john hashcat msfconsole msfvenom responder mimikatz psexec',
    ['reboot', 'shutdown -h now', 'useradd x', 'passwd root', 'umount /mnt'],
  ),
  {
    names:
      'mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.ntfs mkfs.fat mke2fs fdisk sfdisk gdisk sgdisk parted cfdisk wipefs badblocks diskutil hdiutil diskpart ddrescue partprobe newfs',
    does: 'device',
    operands: 'skip*',
    level: 'privileged',
    match: ['mkfs.ext4 /dev/sdb1', 'wipefs -a /dev/sda', 'diskutil eraseDisk JHFS+ x disk2', 'fdisk /dev/sda'],
  },
  {
    names: 'systemctl launchctl rc-service sv initctl systemd-analyze supervisorctl',
    handler: systemctl,
    level: 'read-only',
    match: ['systemctl status nginx', 'systemctl list-units', 'launchctl list'],
    noMatch: ['systemctl stop nginx', 'systemctl enable x', 'launchctl load ~/Library/LaunchAgents/x.plist', 'systemctl --user start x'],
  },
  { names: 'service invoke-rc.d', handler: service, level: 'read-only', match: ['service nginx status'], noMatch: ['service nginx stop'] },
  {
    names: 'loginctl timedatectl resolvectl networkctl',
    handler: systemctl,
    level: 'read-only',
    match: ['timedatectl status', 'loginctl list'],
    noMatch: ['timedatectl set-time x', 'loginctl terminate-user x'],
  },
  {
    names: 'crontab',
    handler: crontab,
    level: 'read-only',
    match: ['crontab -l'],
    noMatch: ['crontab -r', 'crontab x', 'echo "* * * * * id" | crontab -', 'crontab -e'],
  },
  { names: 'at batch atq anacron', handler: schedule, level: 'privileged', match: ['echo id | at now', 'batch'] },
  {
    names: 'ip ifconfig route arp ethtool iw nmcli iptables ip6tables nft ufw firewall-cmd pfctl ebtables brctl tc bridge wg wg-quick',
    handler: network,
    level: 'read-only',
    match: ['ip addr', 'ifconfig', 'ip route show', 'iptables -L', 'ufw status'],
    noMatch: ['ip link set eth0 down', 'iptables -F', 'ufw disable', 'nft flush ruleset'],
  },
  {
    names: 'mount',
    handler: mount,
    level: 'read-only',
    match: ['mount'],
    noMatch: ['mount /dev/sda1 /mnt', 'mount --bind / x', 'mount -o remount,rw /'],
  },
  {
    names: 'sysctl',
    handler: sysctl,
    level: 'read-only',
    match: ['sysctl -a', 'sysctl hw.ncpu'],
    noMatch: ['sysctl -w kernel.randomize_va_space=0', 'sysctl vm.swappiness=10'],
  },
  {
    names: 'man',
    handler: manual,
    level: 'read-only',
    match: ['man ls', 'man 5 crontab'],
    noMatch: ["man -P 'sh -c id' ls", 'man --pager=./evil ls', 'man --html=./evil ls'],
  },
  {
    names: 'xclip xsel pbcopy pbpaste wl-copy wl-paste clip',
    handler: clipboard,
    level: 'read-only',
    match: ['pbpaste', 'cat a | pbcopy'],
    noMatch: ['cat ~/.ssh/id_rsa | pbcopy', 'pbpaste | sh'],
  },
  {
    names:
      'notify-send say espeak spd-say afplay aplay mpv vlc ffplay paplay beep osd_cat terminal-notifier zenity kdialog dialog whiptail xmessage xrandr xdpyinfo xprop xwininfo setxkbmap xset wmctrl',
    operands: 'skip*',
    level: 'read-only',
    match: ['notify-send done', 'say hi'],
  },
  {
    names:
      'ffmpeg ffprobe convert magick identify mogrify exiftool sox optipng pngquant jpegoptim cwebp rsvg-convert inkscape gs pdftotext pdfinfo pdftk qpdf pandoc pdflatex xelatex lualatex latexmk bibtex dot plantuml mmdc d2 asciidoctor wkhtmltopdf tesseract svgo gifsicle imagemagick potrace graphviz',
    options: '* o=write output=write lua-filter=strange F=strange filter=strange shell-escape!strange',
    operands: 'edit*',
    does: 'writes',
    single: false,
    level: 'writes',
    match: ['convert a.png b.jpg', 'pandoc a.md -o a.pdf', 'dot -Tpng a.dot -o a.png', 'pdflatex a.tex'],
    noMatch: ['pandoc a.md -o ~/.bashrc', 'pandoc --lua-filter=x.lua a.md', 'convert a.png /etc/x'],
  },
  {
    names: 'tmux screen zellij byobu abduco dtach',
    handler: call => {
      const words = call.args.filter(arg => !arg.text.startsWith('-')).map(arg => arg.text);
      const verb = words[0] ?? '';
      const reads =
        /^(?:ls|list-\w+|attach|attach-session|a|has-session|display-message|info|show-\w+|-ls|list-sessions|capture-pane|select-\w+|switch-client|detach|rename-\w+)?$/.test(
          verb,
        ) ||
        (call.name === 'screen' && call.args.some(arg => /^-(?:ls|list|r|x|RD|DR)$/.test(arg.text)));
      if (reads && call.args.length < 6) return nothing;
      if (verb.startsWith('kill-')) act('kill', call, `${call.name} ${verb}`);
      else if (
        /^new(?:-session|-window)?$/.test(verb) &&
        words.length <= 2 + (call.args.some(arg => arg.text === '-s') ? 1 : 0) + (call.args.some(arg => arg.text === '-n') ? 1 : 0) &&
        !words.slice(1).some(text => / /.test(text))
      )
        return nothing;
      else {
        call.host.unknown(`what runs in ${call.name}`, call.span);
        for (const arg of call.args)
          if (/ /.test(arg.text) && !hasMark(arg.text)) call.host.code('bash', arg.text, call.state, nothing, arg.span);
      }
      return nothing;
    },
    level: 'read-only',
    match: ['tmux ls', 'tmux attach -t x', 'screen -ls', 'tmux new -s work'],
    noMatch: ["tmux new-session -d 'rm -rf ~'", "tmux send-keys 'rm -rf ~' Enter", 'tmux kill-server', "screen -dm sh -c 'rm -rf ~'"],
  },
  {
    names: 'defaults',
    verbs: { read: '', domains: '', find: '', 'read-type': '', export: '', write: 'system', delete: 'system', import: 'system' },
    level: 'read-only',
    match: ['defaults read com.apple.dock'],
    noMatch: ['defaults write com.apple.loginwindow LoginHook /x'],
  },
  {
    names: 'gsettings dconf xfconf-query kwriteconfig5 snapctl',
    verbs: { get: '', read: '', list: '', 'list-schemas': '', 'list-keys': '', 'list-recursively': '', dump: '', '*': 'system' },
    level: 'read-only',
    match: ['gsettings get org.gnome.desktop.interface theme'],
    noMatch: ['gsettings set a b c', 'dconf reset -f /'],
  },
  {
    names: 'pm2 forever supervisord circusctl',
    verbs: {
      ...Object.fromEntries('list ls status logs show info describe monit env prettylist jlist'.split(' ').map(name => [name, ''])),
      ...Object.fromEntries('start restart reload save resurrect scale'.split(' ').map(name => [name, 'project'])),
      ...Object.fromEntries('stop'.split(' ').map(name => [name, 'stop'])),
      delete: 'kill',
      kill: 'kill',
      flush: 'clean',
      startup: 'privilege',
    },
    level: 'read-only',
    match: ['pm2 list'],
    noMatch: ['pm2 startup', 'pm2 kill'],
  },
  { names: 'vibe', operands: 'skip*', level: 'read-only', match: ['vibe search "where is the parser"', 'vibe doctor'] },
  {
    names: 'ollama llama-server llama-cli',
    verbs: {
      list: '',
      ls: '',
      ps: '',
      show: '',
      run: 'fetch',
      pull: 'fetch',
      serve: 'fetch',
      stop: 'stop',
      create: 'writes',
      cp: 'writes',
      rm: 'destroy',
      push: 'send',
      '*': 'fetch',
    },
    level: 'read-only',
    match: ['ollama list', 'ollama ps'],
    noMatch: ['ollama rm x', 'ollama push a'],
  },
  {
    names: 'adb fastboot avrdude esptool esptool.py arduino-cli platformio pio openocd dfu-util',
    verbs: {
      devices: '',
      version: '',
      shell: 'elsewhere strange',
      logcat: '',
      install: 'send',
      push: 'send',
      pull: 'fetch',
      build: 'project',
      compile: 'project',
      run: 'project',
      test: 'project',
      'device list': '',
      board: '',
      'board list': '',
      '*': 'strange',
    },
    level: 'read-only',
    match: ['adb devices', 'adb logcat'],
    noMatch: ['adb shell rm -rf /sdcard', 'fastboot erase userdata'],
  },
];
