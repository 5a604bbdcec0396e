// Which way a connection takes, for diagnosis: the types of the two candidates in use, without their addresses.

/**
 * @param {RTCPeerConnection} pc
 * @returns {Promise<{ local: string, remote: string } | null>} Null where the browser does not say.
 */
export async function routeOf(pc) {
  if (typeof pc.getStats !== "function") return null;
  const stats = [...(await pc.getStats()).values()];
  const find = /** @param {string} id */ id => stats.find(report => report.id === id);
  const chosen = stats.find(report => report.type === "transport" && report.selectedCandidatePairId)?.selectedCandidatePairId;
  const pair = chosen ? find(chosen) : stats.find(report => report.type === "candidate-pair" && report.selected);
  const [local, remote] = [find(pair?.localCandidateId)?.candidateType, find(pair?.remoteCandidateId)?.candidateType];
  return local && remote ? { local, remote } : null;
}
