// All the script of a page without islands: what is read here stays readable without a network.
import "./forms.js";

navigator.serviceWorker?.register("/service-worker.js");
