using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Signaling.Gateway.Tests.Ice;

/// <summary>A provider's API on this machine: answers as its documentation says, or as badly as the test wants, and notes what it was asked.</summary>
internal sealed class ProviderStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Asked> _asked = new();

    private ProviderStandIn(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyList<Asked> Requests => [.. _asked];

    /// <summary>The answer to a request; may wait.</summary>
    public Func<Asked, Task<(int Status, string Body)>> Answer { get; set; } = _ => Task.FromResult((404, ""));

    public static async Task<ProviderStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var standIn = new ProviderStandIn(app);
        app.Run(standIn.TakeAsync);
        await app.StartAsync();
        return standIn;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var asked = new Asked(
            context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization.ToString(),
            context.Request.ContentType ?? "", await reader.ReadToEndAsync());
        _asked.Enqueue(asked);
        var (status, body) = await Answer(asked).WaitAsync(context.RequestAborted);
        context.Response.StatusCode = status;
        if (status == 302) context.Response.Headers.Location = body;
        else await context.Response.WriteAsync(body);
    }

    internal sealed record Asked(string Method, string Target, string Authorization, string ContentType, string Body);
}
