using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Homes;

/// <summary>
/// Hands a request on to the gateway that has its session, where that is another one: polls, posts, server-sent events, and a WebSocket that a polled
/// session moves to. Once only. What cannot be handed on goes to the door, which knows no such session and says so.
/// </summary>
internal sealed partial class HandOn(SessionHomes homes, ILogger<HandOn> logger) : IDisposable
{
    private const string StampHeader = "Signaling-Handed-On";
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    /// <summary>Of one connection only (RFC 9110 section 7.6.1), or ours to write.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade,
        HeaderNames.Host, HeaderNames.Expect, StampHeader,
    };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = ConnectLimit, ActivityHeadersPropagator = null,
    });

    /// <summary>Must come before everything that answers.</summary>
    public static void Use(WebApplication app, IEnumerable<DoorOptions> doors)
    {
        foreach (var door in doors)
        {
            if (door.SessionParameter is not { } parameter) continue;
            var path = new PathString(door.Path.TrimEnd('/'));
            app.Use((context, next) => context.Request.Path.StartsWithSegments(path)
                ? app.Services.GetRequiredService<HandOn>().ServeAsync(context, next, parameter, door.SocketsStandAlone)
                : next(context));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task ServeAsync(HttpContext context, RequestDelegate next, string parameter, bool socketsStandAlone)
    {
        var request = context.Request;
        if (request.Query[parameter].ToString() is not { Length: > 0 } name || !homes.TryRead(name, out var id, out var home))
        {
            await next(context);
        }
        else if (homes.IsOwn(home))
        {
            Rename(request, parameter, id);
            await next(context);
        }
        else if (IsUpgrade(context) && socketsStandAlone)
        {
            await next(context);
        }
        else if (HttpMethods.IsOptions(request.Method) || homes.IsStamp(request.Headers[StampHeader], request.Method, PathAndQuery(request))
            || !await TryHandOnAsync(context, home))
        {
            await next(context);
        }
    }

    private async Task<bool> TryHandOnAsync(HttpContext context, string home)
    {
        HttpResponseMessage answer;
        using var request = Copy(context, home);
        try
        {
            answer = await _http.SendAsync(request, context.RequestAborted);
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(logger, home, e.HttpRequestError);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true; // the client went, and so the other gateway knows it
        }

        using (answer)
        {
            try
            {
                await AnswerAsync(context, answer);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
            {
                context.Abort(); // one side went in the middle: the other sees it
            }
        }

        return true;
    }

    private HttpRequestMessage Copy(HttpContext context, string home)
    {
        var from = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), home + PathAndQuery(from));
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers)
        {
            if (NotPassedOn.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        request.Headers.TryAddWithoutValidation(StampHeader, homes.Stamp(from.Method, PathAndQuery(from)));
        if (!IsUpgrade(context)) return request;
        request.Headers.TryAddWithoutValidation(HeaderNames.Connection, HeaderNames.Upgrade);
        request.Headers.TryAddWithoutValidation(HeaderNames.Upgrade, "websocket");
        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotPassedOn.Contains(name)) context.Response.Headers.Append(name, values.ToArray());
        }

        if (answer.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            await JoinAsync(context, answer);
            return;
        }

        await context.Response.StartAsync(context.RequestAborted); // an event stream may be silent at first
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Both directions of a WebSocket, until one of them ends.</summary>
    private static async Task JoinAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.Headers.Upgrade = "websocket";
        await using var client = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await using var home = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var both = new[] { client.CopyToAsync(home, end.Token), home.CopyToAsync(client, end.Token) };
        await Task.WhenAny(both);
        await end.CancelAsync();
        await Task.WhenAll(both).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static void Rename(HttpRequest request, string parameter, string value) => request.QueryString = QueryString.Create(
        request.Query.SelectMany(pair => pair.Key != parameter ? pair.Value.Select(text => KeyValuePair.Create(pair.Key, text)) : [KeyValuePair.Create(parameter, (string?)value)]));

    private static bool IsUpgrade(HttpContext context) => context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true;

    private static string PathAndQuery(HttpRequest request) => request.PathBase + request.Path + request.QueryString;

    [LoggerMessage(1501, LogLevel.Warning, "The gateway {Home} has a session that a client asks for here, and is not reached: {Error}")]
    private static partial void LogUnreachable(ILogger logger, string home, HttpRequestError error);
}
