/** The places of the lab and their addresses; kept in the page's hash, so that reload and history work (renderer). */
import { createRouter, createWebHashHistory, type Router, type RouteRecordRaw } from 'vue-router';

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/train' },
  { path: '/train', name: 'train', component: () => import('./rooms/train/TrainRoom.vue') },
  { path: '/runs', name: 'runs', component: () => import('./rooms/runs/RunsRoom.vue') },
  { path: '/runs/:id/:tab?', name: 'run', component: () => import('./rooms/run/RunPage.vue') },
  { path: '/data/:id?', name: 'data', component: () => import('./rooms/data/DataRoom.vue') },
  { path: '/settings', name: 'settings', component: () => import('./rooms/settings/SettingsRoom.vue') },
  { path: '/:rest(.*)*', redirect: '/train' },
];

/** A router with the lab's routes. */
export function makeRouter(): Router {
  return createRouter({ history: createWebHashHistory(), routes });
}
