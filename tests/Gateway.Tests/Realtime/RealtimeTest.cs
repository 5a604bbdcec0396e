namespace Signaling.Gateway.Tests.Realtime;

/// <summary>A story with raw clients of the Supabase Realtime door, and native ones, in a room of its own.</summary>
public abstract class RealtimeTest(bool ownClock = false, params string[] settings) : NativeTest(ownClock, settings), IAsyncLifetime
{
    private readonly List<PhoenixClient> _clients = [];

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await DisposeAsync();
    }

    private protected string Topic => $"realtime:{Room}";

    private protected async Task<PhoenixClient> OpenAsync(bool isV2 = true)
    {
        var client = await PhoenixClient.ConnectAsync(Server, isV2);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client in the test's channel, under a key if it is given one; nothing that it has got is left.</summary>
    private protected async Task<PhoenixClient> EnterAsync(string? key = null, string broadcast = "{}", bool presence = false, bool isV2 = true)
    {
        var client = await OpenAsync(isV2);
        var reply = await client.JoinAsync(Room, Config(key, broadcast, presence));
        Assert.True(reply.Status == "ok", reply.Text);
        await client.FenceAsync();
        return client;
    }

    private protected static string Config(string? key, string broadcast = "{}", bool presence = false) =>
        $$"""{"broadcast":{{broadcast}},"presence":{"key":"{{key}}","enabled":{{(presence ? "true" : "false")}}},"private":false}""";
}
