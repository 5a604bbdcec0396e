using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Webhooks;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Webhooks;

/// <summary>Events reach a receiver over HTTP: signed, numbered, in order; again when it fails; and what is lost is told.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef-secret";

    private readonly string _room = "room-" + Guid.NewGuid().ToString("N")[..8];
    private readonly List<NativeClient> _clients = [];
    private HookReceiver _receiver = null!;
    private TestGateway? _gateway;

    public async Task InitializeAsync() => _receiver = await HookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        if (_gateway is not null) await _gateway.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task ARoomsLife_IsToldInOrder_NumberedFromOne()
    {
        await StartAsync();
        var alice = await JoinAsync("alice");
        await alice.SendAsync("""{"type":"update","data":2}""");
        var bob = await JoinAsync("bob");
        bob.Abort();
        await alice.SkipToAsync("peer-suspended");
        await alice.SendAsync("""{"type":"leave-room"}""");
        await alice.ClosedAsync();

        var events = await _receiver.EventsAsync(6);

        Assert.Equal(["room-created", "peer-joined alice", "peer-updated alice", "peer-joined bob", "peer-suspended bob", "peer-left alice"], events.Select(Describe));
        Assert.Equal(Enumerable.Range(1, 6), events.Select(each => (int)each["number"]!));
        Assert.Single(events.Select(each => (string)each["roomInstance"]!).Distinct());
        Assert.Equal((_room, "left", "2"), ((string)events[5]["room"]!, (string)events[5]["reason"]!, events[2]["data"]!.ToJsonString()));
        Assert.InRange((long)events[0]["at"]!, DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task ARoomThatIsMadeAgain_HasAnotherInstance()
    {
        await StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var alice = await JoinAsync("alice");
            await alice.SendAsync("""{"type":"leave-room"}""");
            await alice.ClosedAsync();
        }

        var events = await _receiver.EventsAsync(8);

        Assert.Equal(["room-created", "peer-joined alice", "peer-left alice", "room-ended"], events.Take(4).Select(Describe));
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], events.Select(each => (int)each["number"]!));
        Assert.Equal(2, events.Select(each => (string)each["roomInstance"]!).Distinct().Count());
    }

    [Fact]
    public async Task Requests_AreSigned_AsTheDocumentSays()
    {
        await StartAsync();
        await JoinAsync("alice");

        var hook = await _receiver.NextAsync();

        // As in docs/webhooks.md, written anew.
        var parts = hook.Signature.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{hook.Body}"));
        Assert.Equal(Convert.ToHexStringLower(expected), parts["v1"]);
        Assert.InRange(long.Parse(parts["t"], CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task ARequestThatFails_IsSentAgain_BeforeWhatFollows(int status)
    {
        await StartAsync("RetryMs=20", "RetryMsMax=50");
        var failures = 3;
        _receiver.Answer = () => Interlocked.Decrement(ref failures) >= 0 ? status : 204;
        for (var i = 0; i < 10; i++) await JoinAsync($"peer{i}");

        var events = await _receiver.EventsAsync(11);

        Assert.Equal(Enumerable.Range(1, 11), events.Select(each => (int)each["number"]!));
        await Eventually.TrueAsync(() => Stats.Sent == 11); // the answer to the last is on its way
        Assert.Equal((3, 0), (Stats.Failed, Stats.Dropped));
        Assert.Equal($"answered {status}", Stats.LastFailure);
    }

    [Fact]
    public async Task AReceiverThatCannotBeReached_IsTriedAgain_AndNothingIsLost()
    {
        var url = _receiver.Url;
        await _receiver.DisposeAsync();
        _receiver = await HookReceiver.StartAsync();
        await StartAtAsync(url, "RetryMs=20", "RetryMsMax=50");
        await JoinAsync("alice");
        await Eventually.TrueAsync(() => Stats.Failed >= 2);

        Assert.Equal((2, 0), (Stats.Waiting, Stats.Sent));
        Assert.StartsWith("not reached: ConnectionError", Stats.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreThanTheQueueHolds_IsDropped_CountedAndTold()
    {
        await StartAsync("QueueEvents=5", "BatchEvents=5", "RetryMs=10", "RetryMsMax=20");
        var isDown = true;
        _receiver.Answer = () => isDown ? 503 : 204;
        for (var i = 0; i < 9; i++) await JoinAsync($"peer{i}");
        Assert.Equal((5, 5), (Stats.Waiting, Stats.Dropped));

        isDown = false;
        var taken = new List<Hook>();
        while (taken.Sum(hook => hook.Events.Count) < 5)
        {
            if (await _receiver.NextAsync() is { Status: 204 } hook) taken.Add(hook);
        }

        Assert.Equal((5, 5), (taken.Sum(hook => hook.Events.Count), taken.Sum(hook => hook.Dropped)));
        await Eventually.TrueAsync(() => Stats.Waiting == 0);
        await JoinAsync("late");
        var next = Assert.Single((await _receiver.NextAsync()).Events);
        Assert.Equal(("late", 11), ((string)next["peerId"]!, (int)next["number"]!)); // 6 to 10 were lost, and it shows
    }

    [Fact]
    public async Task ARequestThatIsNeverTaken_IsGivenUp()
    {
        await StartAsync("RetryMs=10", "RetryMsMax=10", "GiveUpMs=50");
        _receiver.Answer = () => 500;
        await JoinAsync("alice");
        await Eventually.TrueAsync(() => Stats.Dropped >= 2);

        Assert.Equal(0, Stats.Waiting);
    }

    [Fact]
    public async Task Events_ThatAreNotWanted_AreNotNumbered()
    {
        await StartAsync("Events:0=peer-joined");
        await JoinAsync("alice");
        await JoinAsync("bob");

        Assert.Equal([1, 2], (await _receiver.EventsAsync(2)).Select(each => (int)each["number"]!));
    }

    [Fact]
    public async Task WhatWaitsWhenTheServerStops_IsSentOnceMore()
    {
        await StartAsync("RetryMs=60000", "RetryMsMax=60000");
        var answers = new Queue<int>([500]);
        _receiver.Answer = () => answers.TryDequeue(out var status) ? status : 204;
        await JoinAsync("alice");
        await _receiver.NextAsync();

        await _gateway!.StopAsync();

        Assert.Equal("room-created", Describe((await _receiver.EventsAsync(2))[0]));
    }

    private WebhookStats Stats => _gateway!.Services.GetRequiredService<WebhookSender>().Stats;

    private Task StartAsync(params string[] settings) => StartAtAsync(_receiver.Url, settings);

    private async Task StartAtAsync(string url, params string[] settings) =>
        _gateway = await TestGateway.StartAsync(null, null, [$"Webhooks:Url={url}", $"Webhooks:Secret={Secret}", .. settings.Select(setting => "Webhooks:" + setting)]);

    private async Task<NativeClient> JoinAsync(string peerId)
    {
        var client = await NativeClient.ConnectAsync(_gateway!.Door());
        _clients.Add(client);
        await client.SendAsync($$"""{"type":"join-room","room":"{{_room}}","peerId":"{{peerId}}"}""");
        await client.NextAsync("existing-peers");
        return client;
    }

    private static string Describe(JsonNode each) => (string)each["type"]! + (each["peerId"] is { } peer ? " " + (string)peer! : "");
}
