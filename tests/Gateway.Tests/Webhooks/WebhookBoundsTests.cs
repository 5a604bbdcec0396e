using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Signaling.Webhooks;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Webhooks;

/// <summary>The bounds of webhooks one by one: what may wait, what goes in one request, how long an answer may take, and when it is tried again.</summary>
public sealed class WebhookBoundsTests : IAsyncLifetime
{
    private const int StepMs = 100;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly ManualResetEventSlim _hold = new();
    private HookReceiver _receiver = null!;
    private TestGateway? _gateway;

    public async Task InitializeAsync() => _receiver = await HookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        _hold.Set();
        _receiver.Answer = () => 204; // what still waits is taken when the server stops
        if (_gateway is not null) await _gateway.DisposeAsync();
        await _receiver.DisposeAsync();
        _hold.Dispose();
    }

    [Fact]
    public void Queue_IsBoundedInBytes_AndWhatWasTakenMakesRoom()
    {
        var queue = new WebhookQueue(new WebhookOptions { QueueBytes = 1_000 });
        for (var i = 0; i < 5; i++) queue.Add("room", new byte[300]);
        Assert.Equal((3, 2), (queue.Waiting, queue.Dropped));
        queue.Add("another room", new byte[101]); // the bound is for all rooms
        queue.Add("room", new byte[100]);
        Assert.Equal((4, 3), (queue.Waiting, queue.Dropped));

        var lane = Enumerable.Range(0, WebhookQueue.Lanes).Single(lane => queue.Peek(lane).Events.Count > 0);
        queue.Remove(lane, 4, 0);
        for (var i = 0; i < 5; i++) queue.Add("room", new byte[300]);
        Assert.Equal((3, 5), (queue.Waiting, queue.Dropped));
    }

    [Fact]
    public void OneRequest_HoldsNoMoreEventsThanItMay()
    {
        var queue = new WebhookQueue(new WebhookOptions { BatchEvents = 3 });
        for (var i = 0; i < 8; i++) queue.Add("room", [(byte)i]);
        var lane = Enumerable.Range(0, WebhookQueue.Lanes).Single(lane => queue.Peek(lane).Events.Count > 0);
        var taken = new List<int>();
        var sizes = new List<int>();
        while (queue.Peek(lane).Events is { Count: > 0 } batch)
        {
            sizes.Add(batch.Count);
            taken.AddRange(batch.Select(json => (int)json[0]));
            queue.Remove(lane, batch.Count, 0);
        }

        Assert.Equal([3, 3, 2], sizes);
        Assert.Equal(Enumerable.Range(0, 8), taken);
    }

    [Fact]
    public async Task AnAnswerThatTakesTooLong_IsAFailure()
    {
        _receiver.Answer = () =>
        {
            _hold.Wait(TimeSpan.FromSeconds(30));
            return 204;
        };
        await StartAsync("TimeoutMs=200");
        await UntilFailedAsync(1);

        Assert.Equal("no answer within 200 ms", Stats.LastFailure);
    }

    [Fact]
    public async Task Repeats_WaitTwiceAsLongEachTime()
    {
        _receiver.Answer = () => 500;
        await StartAsync("RetryMs=1000", "RetryMsMax=60000");
        await UntilFailedAsync(1);

        Assert.True(await PassUntilFailedAsync(4) >= 5_250); // 1, 2 and 4 s, each a quarter shorter or longer
    }

    [Fact]
    public async Task Repeats_WaitNoLongerThanTheLongestWait()
    {
        _receiver.Answer = () => 500;
        await StartAsync("RetryMs=1000", "RetryMsMax=1000");
        await UntilFailedAsync(1);

        Assert.InRange(await PassUntilFailedAsync(7), 4_500, 40_000); // unbounded it would be 47 s and more
    }

    private WebhookStats Stats => _gateway!.Services.GetRequiredService<WebhookSender>().Stats;

    private async Task StartAsync(params string[] settings)
    {
        _gateway = await TestGateway.StartAsync(
            _time, null, [$"Webhooks:Url={_receiver.Url}", "Webhooks:Secret=0123456789abcdef-secret", "Webhooks:Events:0=room-created", .. settings.Select(setting => "Webhooks:" + setting)]);
        await using var client = await NativeClient.ConnectAsync(_gateway.Door());
        await client.SendAsync("""{"type":"join-room","room":"room","peerId":"alice"}""");
        await client.NextAsync("existing-peers");
    }

    private Task UntilFailedAsync(int times) => Eventually.TrueAsync(() => Stats.Failed >= times);

    /// <summary>How many milliseconds have to pass, at most a step and the time of the requests too many, until so many requests have failed.</summary>
    private async Task<int> PassUntilFailedAsync(int times)
    {
        var passed = 0;
        for (var patience = Stopwatch.StartNew(); Stats.Failed < times; passed += StepMs)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "It is not tried again.");
            _time.Advance(TimeSpan.FromMilliseconds(StepMs));
            await Task.Delay(10); // for the request, should one be due
        }

        return passed;
    }
}
