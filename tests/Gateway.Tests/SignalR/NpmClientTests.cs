namespace Signaling.Gateway.Tests.SignalR;

/// <summary>The client that pages use, @microsoft/signalr from npm, under Node: client.mjs tells the story.</summary>
public sealed class NpmClientTests
{
    [SkippableTheory]
    [InlineData("WebSockets", HubHost.Lean)]
    [InlineData("WebSockets", HubHost.Kestrel)]
    [InlineData("ServerSentEvents", HubHost.Lean)]
    [InlineData("LongPolling", HubHost.Lean)]
    public async Task NpmClient_CallsResumesAndLeaves(string transport, string way)
    {
        await using var host = await HubHost.StartAsync(way, null);
        await NpmStory.RunAsync("SignalR/client.mjs", "@microsoft/signalr", new Uri(host.Http, "hub"), transport);

        Assert.Empty(host.Complaints);
    }
}
