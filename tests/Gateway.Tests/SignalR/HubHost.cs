using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>A whole gateway on a free port, and what it logs.</summary>
internal sealed class HubHost : IAsyncDisposable
{
    /// <summary>The ways to a hub: WebSockets of either transport, or server-sent events.</summary>
    public const string Lean = "Lean", Kestrel = "Kestrel", Events = "ServerSentEvents";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly LogList _log = new();

    private HubHost(WebApplication app, DirectoryInfo folder, string way)
    {
        Way = way;
        _app = app;
        _folder = folder;
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
    }

    public WebApplication App => _app;

    /// <summary>How its clients come.</summary>
    public string Way { get; }

    public Uri Http => new(_app.Urls.Single());

    /// <summary>Everything above a notice.</summary>
    public IReadOnlyCollection<string> Complaints => _log.Complaints;

    public static async Task<HubHost> StartAsync(string way, Action<WebApplicationBuilder>? customize, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("signaling-hub");
        var key = $"--Signaling:TicketKeyFile={Path.Combine(folder.FullName, "ticket.key")}";
        var host = new HubHost(GatewayServer.Build(["--port", "0", key, "--Logging:Console:LogLevel:Default=None", $"--Signaling:Transport={(way == Events ? Kestrel : way)}", .. options], customize), folder, way);
        await host._app.StartAsync();
        return host;
    }

    public Uri Socket(string path) => new UriBuilder(Http) { Scheme = "ws", Path = path }.Uri;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class LogList : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _complaints = new();

        public IReadOnlyCollection<string> Complaints => _complaints;

        public ILogger CreateLogger(string categoryName) => new Log(categoryName, _complaints);

        public void Dispose()
        {
        }

        private sealed class Log(string category, ConcurrentQueue<string> complaints) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (logLevel >= LogLevel.Warning) complaints.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
            }
        }
    }
}
