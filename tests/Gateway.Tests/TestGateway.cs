using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests;

/// <summary>A whole gateway on a free port of the loopback address, with a log to look into and, where a test wants it, a clock to turn.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private static readonly Lazy<Task<TestGateway>> TheShared = new(() => StartAsync(null, null, []));

    private readonly WebApplication _app;
    private readonly string? _ownFolder;

    private TestGateway(WebApplication app, TestLog log, FakeTimeProvider? time, string? ownFolder)
    {
        (_app, Log, Time, _ownFolder) = (app, log, time, ownFolder);
        Address = new Uri(app.Urls.First());
    }

    /// <summary>One for all tests that need no settings of their own.</summary>
    public static Task<TestGateway> Shared => TheShared.Value;

    public Uri Address { get; }

    public TestLog Log { get; }

    public FakeTimeProvider? Time { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Door(string path = "/signal") => new UriBuilder(Address) { Scheme = "ws", Path = path }.Uri;

    /// <param name="time">The clock; null for the real one.</param>
    /// <param name="folder">Where the ticket key is; null for a new one.</param>
    /// <param name="settings">Settings below Signaling, such as Limits:RoomPeers=2.</param>
    /// <param name="customize">What else is to be different.</param>
    /// <param name="secure">Over TLS; the settings name the certificate.</param>
    /// <param name="url">Where it listens; null for a port that is free.</param>
    public static async Task<TestGateway> StartAsync(
        FakeTimeProvider? time, string? folder, IReadOnlyList<string> settings, Action<WebApplicationBuilder>? customize = null, bool secure = false, string? url = null)
    {
        var ownFolder = folder is null ? Directory.CreateTempSubdirectory("signaling-test-").FullName : null;
        var log = new TestLog();
        string[] args = ["--urls", url ?? (secure ? "https://127.0.0.1:0" : "http://127.0.0.1:0"), $"--Signaling:TicketKeyFile={Path.Combine(folder ?? ownFolder!, "ticket.key")}", .. settings.Select(setting => "--Signaling:" + setting)];
        var app = GatewayServer.Build(args, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
            if (time is not null) builder.Services.AddSingleton<TimeProvider>(time);
            customize?.Invoke(builder);
        });
        await app.StartAsync();
        return new TestGateway(app, log, time, ownFolder);
    }

    /// <summary>Stops it as a signal to the process would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ownFolder is not null) Directory.Delete(_ownFolder, recursive: true);
    }
}
