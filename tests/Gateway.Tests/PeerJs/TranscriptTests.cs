namespace Signaling.Gateway.Tests.PeerJs;

/// <summary>PeerServer from npm as the oracle.</summary>
public sealed class TranscriptTests
{
    [SkippableFact]
    public async Task PeerServer_AndTheDoor_SayTheSame()
    {
        await using var gateway = await TestGateway.StartAsync(null, null, []);

        await NpmProgram.RunAsync("tests/Gateway.Tests/PeerJs/transcript.mjs", "peer", gateway.Address.ToString());

        Assert.Empty(gateway.Log.Faults);
    }
}
