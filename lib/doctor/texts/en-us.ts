/** English. */
import type { FindingCatalogue } from './text';

const SET_UP = 'Press Set up for me, or mend it in {server}: {where}.';

export const EN_US: FindingCatalogue = {
    locale: 'en-US',
    quotes: ['"', '"'],
    and: 'and',
    findings: {
        not_set_up: {
            says: '{server} is not set up here[, and {count} open {count:request|requests} cannot go on without it].',
            fix: 'Enter its address and its key in its server node[, or set {variables}].',
        },
        unreachable: {
            says: '{server} cannot be reached: {theirs}. Nothing is learned from it, and what it is needed for waits.',
            fix: 'Look whether it runs, and compare the address in its server node with the one it listens on.',
        },
        wrong_key: {
            says: '{server} refuses what it is asked with: {theirs}.',
            fix: 'Copy the key or the login from its settings into its server node.',
        },
        wrong_service: {
            says: 'Another service than {server} answers at its address: {theirs}.',
            fix: 'Correct the address in its server node, most often its port.',
        },
        wrong_address: {
            says: 'What answers at the address of {server} leads elsewhere: {theirs}.',
            fix: 'Correct the address in its server node.',
        },
        not_answering: {
            says: '{server} answers, but not as it should: {theirs}.',
            fix: 'Look into its log; if it was updated or restored just now, wait and look again.',
        },
        too_old: {
            says: '{server} is version {version}. What is older than {needed} tells some things late, or not at all.',
            fix: 'Update it when it suits you; until then it is asked in the ways that it knows.',
        },
        clock_off: {
            says: 'The clock of {server} is {seconds} seconds {direction} of this machine: what it tells seems to have happened at another time, and things count as late or as old when they are not.',
            fix: 'Let both machines set their clocks by the network (NTP), and give containers the time of their host.',
        },
        shared_key: {
            says: 'Another program asks {server} with the same API key. They share one session there, so each takes what has changed away from the other, and every poll carries the whole list.',
            fix: 'Give one of them a login of its own; several pollers here may use one server node.',
        },
        own_address_unknown: {
            says: 'It is not known under which address the services reach Node-RED, so the webhook in {server} can be neither made nor checked.',
            fix: 'Enter it in the doctor, for example http://node-red:1880, or set MEDIA_PUBLIC_URL.',
        },
        own_address_local: {
            says: 'Node-RED is said to be reached at {url}, but {server} runs on another machine or in another container, where that is its own.',
            fix: 'Enter in the doctor the address by which {server} reaches Node-RED: the name of its container, or of its machine.',
        },
        webhook_missing: {
            says: '{server} has no connection to Node-RED. What happens there is learned by asking alone, and up to some minutes later.',
            fix: 'Press Set up for me, or add one in {server}: {where}. The address is {own}.',
        },
        webhook_local: {
            says: 'The connection {name} in {server} sends to {url}. That is {server} itself and not Node-RED, so nothing arrives.',
            fix: 'Press Set up for me: a connection to {own} is made beside it. Or change the address in {server}.',
        },
        webhook_elsewhere: {
            says: 'The connection {name} in {server} sends to {url}, which is not this Node-RED. It is left alone; nothing arrives here.',
            fix: 'Press Set up for me: a connection to {own} is made beside it.',
        },
        webhook_moved: {
            says: 'Our connection {name} in {server} still sends to {url}, where Node-RED is no longer reached.',
            fix: 'Press Set up for me: it then sends to {own}.',
        },
        webhook_path: {
            says: 'The connection {name} in {server} sends to {url}. Nobody listens there: the address ends in {path}.',
            fix: SET_UP,
        },
        webhook_method: {
            says: 'The connection {name} in {server} sends by PUT, which nobody takes: every webhook fails, and {server} soon mutes it.',
            fix: SET_UP,
        },
        webhook_no_secret: {
            says: 'The connection {name} in {server} sends no secret, and one is asked for here: all of it is refused.',
            fix: SET_UP,
        },
        webhook_wrong_secret: {
            says: 'The connection {name} in {server} sends another secret than the one that is asked for here: all of it is refused.',
            fix: SET_UP,
        },
        webhook_refused: {
            says: 'Webhooks of {server} come with a wrong secret and are refused: {count} so far, the last at {at}.',
            fix: SET_UP,
        },
        webhook_off: {
            says: 'The connection {name} in {server} is turned off: nothing is sent.',
            fix: SET_UP,
        },
        trigger_missing: {
            says: 'The connection {name} in {server} does not tell of: {triggers}.[ {count} of them since {at} went unheard.]',
            fix: SET_UP,
        },
        import_doubled: {
            says: 'The connection {name} in {server} tells of every import twice: On File Import and On Import Complete are both ticked. Nothing is wrong by that; it is twice the work.',
            fix: 'Press Set up for me, or untick On Import Complete.',
        },
        webhook_tags: {
            says: 'The connection {name} in {server} has tags: only titles that have one of them are told of.',
            fix: 'Press Set up for me, or remove its tags in {server}.',
        },
        webhook_twice: {
            says: '{server} has {count} connections to this Node-RED ({names}): everything comes that often.',
            fix: 'Remove all but one in {server}.',
        },
        webhook_muted: {
            says: '{server} has muted its connection {name} after failures: what happens meanwhile is not sent, now or later[, until about {until}].',
            fix: 'Press Set up for me: a successful test of the connection lifts the mute at once.',
        },
        nothing_arrives: {
            says: '{server} has had {what} since {at} ({count} in its history), and no webhook of it came[; the last of any kind came at {last}].',
            fix: 'Press Test in the connection of {server}: it says what is in the way, for example a proxy or a firewall.',
        },
        slot_taken: {
            says: 'Seerr can send to one address only, and sends to {url}. It is left as it is, so wishes are learned by asking alone.',
            fix: 'Let Seerr send to {own} and pass its webhooks on from there with a media relay; Set up for me does it after asking you.',
        },
        template_changed: {
            says: 'The JSON payload of the webhook in {server} lacks {missing}: what it tells cannot be told to belong to a request.',
            fix: 'Press Set up for me, or press Reset to Default under JSON Payload.',
        },
        root_folder_missing: {
            says: '{server} does not find its root folder {path}: it imports nothing there.',
            fix: 'Look whether the disk is mounted and {server} may write there.',
        },
        remote_path_wrong: {
            says: '{server} does not see the folder in which the download client saves, so it cannot import from it: {theirs}.',
            fix: 'Mount the folder under the same path in both, or correct Remote Path Mappings in {server}: Settings, Download Clients.',
        },
        client_unreachable: {
            says: '{server} does not reach its download client: {theirs}.',
            fix: 'Press Test in {server}: Settings, Download Clients.',
        },
        folder_unseen: {
            says: '{other} put {file} into {folder}. No folder of {server} is known to lead there, and nothing in it was ever seen by {server}.',
            fix: 'Add the folder to {server}, or mount it there. If it is there under another path, nothing of it has been found yet.',
        },
        download_unseen: {
            says: 'The download client has {file} in {folder}, and {server} looks for it in {path}, which is another folder.',
            fix: 'Mount the folder under the same path in both, or correct Remote Path Mappings in {server}: Settings, Download Clients.',
        },
        mapping_wrong: {
            says: 'A path mapping says that {from} is {to}, but {file} is in {folder} there.',
            fix: 'Correct the mapping in the server node, or remove it.',
        },
        library_not_watched: {
            says: '{server} does not watch its libraries {libraries}: what is imported is found at the next scan only, by default once in 12 hours.',
            fix: 'Tick Enable real time monitoring in the library, let Sonarr and Radarr tell Jellyfin, or tick Report in the verifier.',
        },
        push_off: {
            says: '{server} has its live events (SignalR) turned off: a match is noticed late.',
            fix: 'Turn SignalR on again in the settings of {server}, and restart it.',
        },
        folder_not_watched: {
            says: '{server} does not watch its folders {folders}: new files in them are not matched until somebody scans.',
            fix: 'Tick Watch for new files in the folder in {server}.',
        },
    },
    words: {
        grab: 'On Grab',
        import: 'On File Import',
        upgrade: 'On File Upgrade',
        rename: 'On Rename',
        file_delete: 'On File Delete',
        delete: 'On Series or Movie Delete',
        manual: 'On Manual Interaction Required',
        pending: 'Request Pending Approval',
        approved: 'Request Approved',
        auto_approved: 'Request Automatically Approved',
        available: 'Request Available',
        failed: 'Request Processing Failed',
        declined: 'Request Declined',
        grabs: 'grabs',
        imports: 'imports',
        requests: 'requests',
        ahead: 'ahead',
        behind: 'behind',
    },
};
