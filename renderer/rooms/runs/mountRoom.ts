/** Mounts a room with stores and routes as the app does, for tests (renderer). */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { h, type Component } from 'vue';
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router';
import { useRunsStore } from '../../stores/runs';

const elsewhere: Component = { render: () => h('p', 'another room') };

/** The room at an address, with the runs loaded. */
export async function mountRoom(
  components: Partial<Record<'train' | 'runs' | 'run' | 'compare', Component>>,
  path: string,
): Promise<{ readonly page: VueWrapper; readonly router: Router }> {
  const pinia = createPinia();
  setActivePinia(pinia);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/train', name: 'train', component: components.train ?? elsewhere },
      { path: '/runs', name: 'runs', component: components.runs ?? elsewhere },
      { path: '/runs/:id/:tab?', name: 'run', component: components.run ?? elsewhere },
      { path: '/compare/:ids?', name: 'compare', component: components.compare ?? elsewhere },
    ],
  });
  await router.push(path);
  const page = mount(RouterView, { global: { plugins: [pinia, router] }, attachTo: document.body });
  useRunsStore().listen();
  await useRunsStore().load();
  await flushPromises();
  return { page, router };
}
