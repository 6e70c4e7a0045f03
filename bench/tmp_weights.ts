import { mkdtempSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../lib/model';
import { startServices } from '../test/demo/services';
import { exampleFlows, NodeRed } from '../test/support/node-red';
import { filmLife, packLife } from './support/lives';
import { memoryFlow, weigh } from './support/probe';
import { openRoom } from './support/room';
async function main() {
    const path = '/tmp/wt/core-store/store.json';
    if (!existsSync(path)) {
        const { store, gate } = await openRoom({ path, clock: systemClock });
        for (let number = 0; number < 5000; number++) {
            const life = number % 10 < 3 ? await packLife(number, 10) : await filmLife(number);
            for (const event of number % 20 === 4 ? life.slice(0, -1) : life) gate.accept(event);
            if (number % 500 === 0) await store.flush();
        }
        await store.close();
    }
    const services = await startServices();
    const w = [...memoryFlow(),
      { id:'hs-in', type:'http in', z:'bench-memory-tab', url:'/bench/heap', method:'get', wires:[['hs']] },
      { id:'hs', type:'function', z:'bench-memory-tab', func:"msg.payload={...v8.getHeapStatistics(), spaces:v8.getHeapSpaceStatistics().map(s=>[s.space_name,(s.physical_space_size/1e6).toFixed(1),(s.space_used_size/1e6).toFixed(1)].join(String.fromCharCode(58))).join(String.fromCharCode(32))}; return msg;", outputs:1, libs:[{var:'v8',module:'v8'}], wires:[['bench-memory-out']] },
      { id:'snap-in', type:'http in', z:'bench-memory-tab', url:'/bench/snap', method:'get', wires:[['snap']] },
      { id:'snap', type:'function', z:'bench-memory-tab', func:"v8.writeHeapSnapshot(msg.req.query.f); msg.payload='ok'; return msg;", outputs:1, libs:[{var:'v8',module:'v8'}], wires:[['bench-memory-out']] }] as never[];
    const show = async (name: string, nodeRed: NodeRed) => {
        await new Promise((r) => setTimeout(r, 4000));
        const { rss, heapUsed, external } = await weigh(nodeRed);
        const st = (await import('node:fs')).readFileSync(`/proc/${nodeRed.pid}/status`, 'utf8'); const f = (k: string) => (Number(new RegExp(k + ':\\s+(\\d+)').exec(st)![1]) / 976.6).toFixed(1);
        const hs = (await nodeRed.json('/bench/heap')) as Record<string, number>;
        if (process.env.SNAP) { await nodeRed.fetch('/bench/snap?f=/tmp/wt/core-store/'+name+'.heapsnapshot'); }
        console.log(name.padEnd(30), 'rss', (rss / 1e6).toFixed(1), 'heap', (heapUsed / 1e6).toFixed(1), 'ext', (external / 1e6).toFixed(1), 'anon', f('RssAnon'), 'file', f('RssFile'), 'heapTotal', (hs.total_heap_size / 1e6).toFixed(1), 'phys', (hs.total_physical_size / 1e6).toFixed(1), 'malloced', (hs.malloced_memory / 1e6).toFixed(1), hs.spaces);
        await nodeRed.dispose();
    };
    const which = (process.argv[2] ?? 'bare,nodes,flow,services,full,fullnos').split(',');
    for (const each of which) {
        if (each === 'bare') await show(each, await NodeRed.start({ install: () => undefined, flows: w }));
        if (each === 'nodes') await show(each, await NodeRed.start({ flows: w }));
        if (each === 'flow') await show(each, await NodeRed.start({ flows: [...exampleFlows(), ...w] }));
        if (each === 'services') await show(each, await NodeRed.start({ flows: [...exampleFlows(), ...w], env: services.environment }));
        if (each === 'full') await show(each, await NodeRed.start({ flows: [...exampleFlows(), ...w], env: { ...services.environment, MEDIA_STORE_PATH: path } }));
        if (each === 'fullnos') await show(each, await NodeRed.start({ flows: [...exampleFlows(), ...w], env: { MEDIA_STORE_PATH: path } }));
    }
    await services.close();
}
void main();
