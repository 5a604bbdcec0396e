using Signaling.Core.Codes;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Hosting;

/// <summary>The same checks for both transports, before a door is asked.</summary>
internal sealed class Entrance(GatewayOptions options, GatewayClock clock) : IEntrance
{
    private static readonly Refusal ForeignOrigin =
        new(StatusCodes.Status403Forbidden, $$"""{"code":"{{Reasons.OriginForbidden.Name}}","message":"{{Reasons.OriginForbidden.Sentence}}","retry":"never"}""");

    private readonly Proxies _proxies = new(options.Proxies);
    private readonly AddressBounds _bounds = new(options.PerAddress, clock);

    public Handshake Locate(Handshake handshake) =>
        options.Proxies.Count == 0 ? handshake : handshake with { Address = _proxies.ClientOf(handshake.Address, handshake.Header("X-Forwarded-For")) };

    public Refusal? Enter(Handshake handshake, out ulong place)
    {
        place = 0;
        if (handshake.Header("Origin") is { } origin && !AllowsOrigin(handshake.Path, origin)) return ForeignOrigin;
        return _bounds.TryEnter(handshake.Address, out place, out var waitMs) ? null : TooMany(waitMs);
    }

    public void Leave(ulong place) => _bounds.Leave(place);

    /// <summary>Whether a page of this origin may use the door at a path. Where none are named any may.</summary>
    public bool AllowsOrigin(string path, string origin)
    {
        var allowed = options.Doors.At(path)?.Origins ?? options.Doors.Origins;
        return allowed.Count == 0 || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Must come first: refuses pages of foreign origins at all doors, and puts the client's own address in the place of a proxy's.</summary>
    public void Use(WebApplication app) => app.Use((context, next) =>
    {
        if (options.Proxies.Count > 0)
            context.Connection.RemoteIpAddress = _proxies.ClientOf(context.Connection.RemoteIpAddress, context.Request.Headers["X-Forwarded-For"]);
        return options.Doors.At(context.Request.Path) is null || context.Request.Headers.Origin is not [{ } origin] || AllowsOrigin(context.Request.Path, origin)
            ? next(context)
            : AnswerAsync(context, ForeignOrigin);
    });

    /// <summary>Writes a refusal.</summary>
    public static Task AnswerAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "application/json";
        if (refusal.RetryAfterSeconds > 0) context.Response.Headers.RetryAfter = refusal.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.WriteAsync(refusal.Json);
    }

    private static Refusal TooMany(int waitMs) => new(
        StatusCodes.Status429TooManyRequests,
        $$"""{"code":"{{Reasons.AddressBusy.Name}}","message":"{{Reasons.AddressBusy.Sentence}}","retry":"after","retryAfterMs":{{waitMs}}}""",
        Math.Max(1, waitMs / 1_000));
}
