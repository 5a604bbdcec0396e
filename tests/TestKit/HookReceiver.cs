using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Signaling.TestKit;

/// <summary>A stand-in for whoever takes webhooks. What it answers is up to the test.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Hook> _hooks = Channel.CreateUnbounded<Hook>();

    private HookReceiver(WebApplication app) => _app = app;

    /// <summary>The status of the next answer.</summary>
    public Func<int> Answer { get; set; } = () => 204;

    public string Url => _app.Urls.First() + "/hooks";

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new HookReceiver(app);
        app.MapPost("/hooks", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The next request, whatever was answered.</summary>
    public async Task<Hook> NextAsync() => await _hooks.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The events of accepted requests, until there are so many.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(int count)
    {
        var events = new List<JsonNode>();
        while (events.Count < count)
        {
            var hook = await NextAsync();
            if (hook.Status < 300) events.AddRange(hook.Events);
        }

        return events;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var status = Answer();
        context.Response.StatusCode = status;
        _hooks.Writer.TryWrite(new Hook(context.Request.Headers["Signaling-Signature"].ToString(), body, status));
    }
}

/// <summary>One request that came.</summary>
public sealed record Hook(string Signature, string Body, int Status)
{
    public IReadOnlyList<JsonNode> Events => [.. JsonNode.Parse(Body)!["events"]!.AsArray().Select(each => each!)];

    public string Sender => (string)JsonNode.Parse(Body)!["sender"]!;

    public long Dropped => (long?)JsonNode.Parse(Body)!["dropped"] ?? 0;
}
