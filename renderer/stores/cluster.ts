/** Other machines that train sweeps, as the lab sees them (renderer). */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ClusterStatus } from '../../shared/cluster/status';
import { call, on } from '../api/lab';
import { formatQuantity } from '../format/numbers';

const off: ClusterStatus = { state: 'off', shown: '', problem: null, machines: [] };

export const useClusterStore = defineStore('cluster', () => {
  const status = shallowRef<ClusterStatus>(off);
  const isOn = computed(() => status.value.state !== 'off');
  const places = computed(() => status.value.machines.reduce((sum, machine) => sum + machine.places, 0));
  /** Where sweeps are trained, in a few words. */
  const words = computed(() => {
    const { state, machines } = status.value;
    if (state === 'off') return 'on this machine';
    if (state === 'failed') return 'on other machines, which cannot be reached';
    if (machines.length === 0) return 'on other machines, of which none is there yet';
    return `on ${formatQuantity(machines.length, 'machine')}, ${places.value} side by side`;
  });

  async function load(): Promise<void> {
    status.value = await call('cluster:status');
  }

  /** Follows the lab's events until the returned function is called. */
  const listen = (): (() => void) => on('cluster:changed', (fresh) => (status.value = fresh));

  return { status, isOn, places, words, load, listen };
});
