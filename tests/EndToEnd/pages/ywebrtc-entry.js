export * as Y from "yjs";
export { WebrtcProvider } from "y-webrtc";
