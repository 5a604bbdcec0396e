namespace Signaling.Gateway.Tests.SignalR;

/// <summary>The client that pages use, @microsoft/signalr from npm, under Node: client.mjs tells the story.</summary>
public sealed class NpmClientTests
{
    [SkippableTheory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task NpmClient_CallsResumesAndLeaves(string transport)
    {
        await using var host = await HubHost.StartAsync();
        await NpmStory.RunAsync("SignalR/client.mjs", "@microsoft/signalr", new Uri(host.Http, "hub"), transport);

        Assert.Empty(host.Complaints);
    }
}
