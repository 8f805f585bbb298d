document.body.textContent = 'probe';
