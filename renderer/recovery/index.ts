/** Starts the page that opens while the database is damaged: one room, no stores (renderer). */
import { createApp } from 'vue';
import '../styles/index.css';
import RecoveryPage from './RecoveryPage.vue';

createApp(RecoveryPage).mount('#app');
