/** Starts the page: stores, routes, frame (renderer). */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './styles/index.css';
import App from './App.vue';
import { makeRouter } from './router';
import { useToastsStore } from './stores/toasts';

// Marks of the start are read by the benchmark of the window, and in the browser's own tools.
performance.mark('code of the page loaded');
const router = makeRouter();
// A room that cannot be loaded leaves one where one is.
router.onError((error) => {
  console.error(error);
  useToastsStore().showError(error);
});
createApp(App).use(createPinia()).use(router).mount('#app');
performance.mark('page put together');
