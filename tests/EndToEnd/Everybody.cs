namespace Signaling.EndToEnd;

/// <summary>What is asked of all peers of a room alike.</summary>
internal static class Everybody
{
    public static Task SeesEverybodyAsync(params PeerPage[] peers) =>
        Task.WhenAll(peers.Select(peer => peer.SeesAsync(peers.Where(other => other != peer))));

    /// <summary>Neither browser nor server ever had to say no.</summary>
    public static async Task WasRefusedNothingAsync(params PeerPage[] peers)
    {
        foreach (var peer in peers) Assert.Empty((await peer.StatusAsync())!.Refusals);
    }
}
