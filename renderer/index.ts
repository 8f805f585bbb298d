/** Starts the page: stores, routes, frame (renderer). */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './styles/index.css';
import App from './App.vue';
import { makeRouter } from './router';

createApp(App).use(createPinia()).use(makeRouter()).mount('#app');
