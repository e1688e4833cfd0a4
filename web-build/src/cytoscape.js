import cytoscape from "cytoscape";
globalThis.cytoscape = cytoscape;
