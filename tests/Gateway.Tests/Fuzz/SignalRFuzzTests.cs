using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Gateway.Tests.SignalR;

namespace Signaling.Gateway.Tests.Fuzz;

/// <summary>Nonsense at the hub: it costs its sender an error or the connection, and nobody else anything.</summary>
public sealed class SignalRFuzzTests
{
    private const int Count = 5_000;

    private static readonly string[] Frames =
    [
        """{"type":1,"target":"JoinRoom","arguments":[{"room":"hall","peerId":"p","instance":"i","data":{"a":[1,2]}}]}""",
        """{"type":1,"invocationId":"7","target":"Offer","arguments":[{"targetPeerId":"alice","sdp":"v=0\r\na=ice-ufrag:abcd\r\n","seq":1}]}""",
        """{"type":1,"target":"IceCandidate","arguments":[{"targetPeerId":"alice","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag abcd"},"seq":2}]}""",
        """{"type":1,"target":"Message","arguments":[{"data":{"text":"h\u00e9llo \ud83d\ude00","n":-12.5e3}}]}""",
        """{"type":1,"target":"Update","arguments":[{"data":[true,false,null]}]}""",
        """{"type":2,"invocationId":"1","item":1}""",
        """{"type":6}""",
    ];

    [Theory]
    [InlineData(HubHost.Lean)]
    [InlineData(HubHost.Kestrel)]
    public async Task Nonsense_IsAnswered_AndNobodyElseIsAffected(string way)
    {
        await using var host = await HubHost.StartAsync(way, null);
        var (alice, _) = await HubSocket.JoinAsync(host, "alice");
        await using var a = alice;
        HubSocket? hub = null;
        for (var seed = 1; seed <= Count; seed++)
        {
            var mutator = new Mutator(seed, Frames);
            hub ??= await JoinAloneAsync(host, seed);
            if (await AnswersAsync(hub, mutator.Chance(3) ? mutator.Bytes(80) : mutator.Message(), seed)) continue;
            await hub.DisposeAsync();
            hub = null;
        }

        if (hub is not null) await hub.DisposeAsync();
        var (bob, _) = await HubSocket.JoinAsync(host, "bob");
        await using var b = bob;
        await bob.SendAsync("Message", """{"targetPeerId":"alice","data":"still there"}""");
        while ((await alice.EventAsync("message")).GetProperty("data") is not { ValueKind: JsonValueKind.String } data || data.GetString() != "still there") continue;
        Assert.Empty(host.Complaints);
    }

    /// <summary>In a room of its own: those whose connection ended stay in theirs for a while.</summary>
    private static async Task<HubSocket> JoinAloneAsync(HubHost host, int seed)
    {
        var hub = await HubSocket.ConnectAsync(host);
        await hub.SendAsync("JoinRoom", $$"""{"room":"fuzz-{{seed}}"}""");
        await hub.EventAsync("existing-peers");
        return hub;
    }

    /// <summary>Sends it and then what is always answered. False when the connection ended, which must have had a reason.</summary>
    private static async Task<bool> AnswersAsync(HubSocket hub, byte[] bytes, int seed)
    {
        var what = $"seed {seed}: {Convert.ToHexString(bytes)}";
        var probe = $"probe-{seed}";
        try
        {
            // In one message, so that nothing is being sent while the server closes.
            await hub.BytesAsync([.. bytes, 0x1e, .. Encoding.UTF8.GetBytes($$"""{"type":1,"invocationId":"{{probe}}","target":"NoSuchMethod","arguments":[{}]}""" + "\u001e")]);
            await hub.CompletionAsync(probe);
            foreach (var error in hub.TakeEvents("error"))
            {
                var code = error.GetProperty("code").GetString();
                Assert.True(Reasons.All.Any(known => known.Name == code), $"{what}: unknown code {code}");
            }

            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or WebSocketException)
        {
            // A close frame, or SignalR's own last word with its reason.
            Assert.True(hub.CloseStatus is not null || hub.HasClosed, $"{what}: ended without a reason, {e.Message}");
            return false;
        }
    }
}
