/** Keeps what others name from leading into the own network: an address in a webhook is anybody's word. */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is not of the public internet (IANA's registries of special-purpose addresses). */
const OWN = new BlockList();
for (const [network, bits] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
] as const)
    OWN.addSubnet(network, bits, 'ipv4');
/** Of IPv6 only global unicast is public, and of that not what wraps an address of IPv4. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
const WRAPPED = new BlockList();
for (const [network, bits] of [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
] as const)
    WRAPPED.addSubnet(network, bits, 'ipv6');

export function isPublicAddress(address: string): boolean {
    if (isIP(address) === 4) return !OWN.check(address, 'ipv4');
    if (isIP(address) === 6) return GLOBAL.check(address, 'ipv6') && !WRAPPED.check(address, 'ipv6');
    return false;
}

/** Whether a host of an address is a public one, as far as it can be told without asking for its name. */
export function mayBePublic(hostname: string): boolean {
    const bare = hostname.replace(/^\[|\]$/g, '');
    if (isIP(bare) !== 0) return isPublicAddress(bare);
    return bare.includes('.') && !/\.(?:local|localhost|internal|lan|home|intranet|home\.arpa)\.?$/i.test(bare);
}

/**
 * Finds a host's addresses as Node does, and gives those that are public: at the moment of connecting, so that no name can
 * change in between.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
        const open = error === null ? addresses.filter(({ address }) => isPublicAddress(address)) : [];
        const [first] = open;
        if (first === undefined) callback(error ?? privateNetwork(hostname), []);
        else if (options.all === true) callback(null, open);
        else callback(null, first.address, first.family);
    });
};

function privateNetwork(hostname: string): Error {
    return Object.assign(new Error(`${hostname} is in a private network`), { code: 'EPRIVATE' });
}
