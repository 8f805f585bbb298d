/** The places of the lab and their addresses; kept in the page's hash, so that reload and history work (renderer). */
import {
  createRouter,
  createWebHashHistory,
  type RouteComponent,
  type Router,
  type RouteRecordRaw,
} from 'vue-router';
import { rooms } from './shell/rooms';

const start = rooms[0].path;
const routes: RouteRecordRaw[] = [
  { path: '/', redirect: start },
  ...rooms.map(({ name, path, load }): RouteRecordRaw => ({
    name,
    path,
    component: load as () => Promise<RouteComponent>,
  })),
  { path: '/runs/:id/:tab?', name: 'run', component: () => import('./rooms/run/RunPage.vue') },
  { path: '/compare/:ids?', name: 'compare', component: () => import('./rooms/compare/ComparePage.vue') },
  { path: '/sweeps/:id/:tab?', name: 'sweep', component: () => import('./rooms/sweeps/SweepPage.vue') },
  { path: '/studies/:id', name: 'study', component: () => import('./rooms/studies/StudyPage.vue') },
  { path: '/settings', name: 'settings', component: () => import('./rooms/settings/SettingsRoom.vue') },
  { path: '/:rest(.*)*', redirect: start },
];

/** A router with the lab's routes. */
export function makeRouter(): Router {
  return createRouter({ history: createWebHashHistory(), routes });
}
