/** Starts the page: stores, routes, frame (renderer). */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './styles/index.css';
import App from './App.vue';
import { makeRouter } from './router';
import { useToastsStore } from './stores/toasts';

const router = makeRouter();
// A room that cannot be loaded leaves one where one is.
router.onError((error) => {
  console.error(error);
  useToastsStore().showError(error);
});
createApp(App).use(createPinia()).use(router).mount('#app');
