using System.Text.Json;

namespace Signaling.EndToEnd;

/// <summary>What is asked of all peers of a room alike.</summary>
internal static class Everybody
{
    public static async Task SeesEverybodyAsync(params PeerPage[] peers)
    {
        try
        {
            await Task.WhenAll(peers.Select(peer => peer.SeesAsync(peers.Where(other => other != peer))));
        }
        catch (TimeoutException e)
        {
            var all = await Task.WhenAll(peers.Select(async peer => $"{peer.PeerId} says: {JsonSerializer.Serialize(await peer.StatusAsync())}"));
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', all)}", e);
        }
    }

    /// <summary>Neither browser nor server ever had to say no.</summary>
    public static async Task WasRefusedNothingAsync(params PeerPage[] peers)
    {
        foreach (var peer in peers) Assert.Empty((await peer.StatusAsync())!.Refusals);
    }
}
