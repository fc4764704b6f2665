// All the script of a page without islands: what is read here stays readable without a network.
navigator.serviceWorker?.register("/service-worker.js");
