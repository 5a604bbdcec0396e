using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>
/// Broadcasts over HTTP, from who is in no channel: a batch at <c>/api/broadcast</c>, or one at <c>/api/broadcast/{topic}/events/{event}</c>, JSON or
/// bytes. Topics stand without their prefix. One with a <c>targetPeerId</c> goes to that peer alone.
/// </summary>
internal sealed class RestBroadcasts(RealtimeOptions options, SessionServices services, Func<string?, bool> knowsKey)
{
    private readonly RestRates _rates = new(services);

    public void Map(IEndpointRouteBuilder routes, string path)
    {
        routes.MapPost(path, (Delegate)((HttpContext context) => TakeAsync(context, (body, _) => Batch(body))));
        routes.MapPost(path + "/{topic}/events/{event}", (Delegate)((HttpContext context) => TakeAsync(context, (body, isBytes) => One(context, body, isBytes))));
    }

    private async Task<IResult> TakeAsync(HttpContext context, Func<ReadOnlyMemory<byte>, bool, (Code? Fault, IReadOnlyList<RestMessage> Messages)> read)
    {
        var request = context.Request;
        var apiKey = request.Headers["apikey"].FirstOrDefault() ?? request.Headers["x-api-key"].FirstOrDefault() ?? request.Query["apikey"];
        if (!knowsKey(apiKey))
            return Refuse(StatusCodes.Status401Unauthorized, Reasons.BadField, "InvalidAPIKey: The apikey is not one of this server's");
        if (request.Query.Keys.Any(key => key.StartsWith("persist", StringComparison.Ordinal))) return Refuse(StatusCodes.Status422UnprocessableEntity, Reasons.NotServed, "This server stores no broadcasts");
        var body = await ReadAsync(request);
        if (body is null) return Refuse(StatusCodes.Status413PayloadTooLarge, Reasons.MessageTooLarge);
        var (fault, messages) = read(body, request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true);
        if (fault is not null) return Refuse(StatusCodes.Status422UnprocessableEntity, fault);
        var token = RealtimeTokens.Of(request, apiKey);
        foreach (var message in messages)
        {
            if (!_rates.TryTake(context.Connection.RemoteIpAddress, out var waitMs)) return Refuse(StatusCodes.Status429TooManyRequests, Reasons.RateLimited, "You have exceeded your rate limit", waitMs);
            if (await RestVisitor.SendAsync(services, message, token, context.RequestAborted) is { } refused) return Refuse(StatusOf(refused.Code), refused.Code, null, refused.RetryAfterMs);
        }

        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>The names are read from the address as it came: a slash within one is escaped in it.</summary>
    private (Code? Fault, IReadOnlyList<RestMessage> Messages) One(HttpContext context, ReadOnlyMemory<byte> body, bool isBytes)
    {
        var parts = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/').Split('/');
        var (topic, userEvent) = (Uri.UnescapeDataString(parts[^3]), Uri.UnescapeDataString(parts[^1]));
        if (!isBytes && !IsJson(body.Span)) return (Reasons.BadJson, []);
        return Add([], topic, isBytes ? Broadcast.OfBytes(userEvent, body) : Broadcast.Of(userEvent, body.Trim(" \t\r\n"u8)));
    }

    private (Code? Fault, IReadOnlyList<RestMessage> Messages) Batch(ReadOnlyMemory<byte> body)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return (Reasons.BadJson, []);
        }

        var list = new List<RestMessage>();
        if (JsonFields.Field(json, "messages") is not { ValueKind: JsonValueKind.Array } messages) return (Reasons.MissingField, []);
        foreach (var message in messages.EnumerateArray())
        {
            if (JsonFields.Field(message, "topic") is not { } topic || JsonFields.Field(message, "event") is not { } named) return (Reasons.MissingField, []);
            if (JsonFields.Text(topic) is not { } room || JsonFields.Text(named) is not { } userEvent) return (Reasons.BadField, []);
            ReadOnlyMemory<byte> payload = JsonFields.Field(message, "payload") is { } field ? JsonMarshal.GetRawUtf8Value(field).ToArray() : "{}"u8.ToArray();
            if (Add(list, room, Broadcast.Of(userEvent, payload)).Fault is { } fault) return (fault, []);
        }

        return (list.Count == 0 ? Reasons.MissingField : null, list);
    }

    private (Code? Fault, IReadOnlyList<RestMessage> Messages) Add(List<RestMessage> list, string topic, in Broadcast broadcast)
    {
        if (!Name.IsValid(topic)) return (Reasons.BadName, []);
        var target = options.Targeted ? SignalShape.Read(broadcast.Event, broadcast.Payload.Span).Target : null;
        if (target is not null && !Name.IsValid(target)) return (Reasons.BadName, []);
        var message = broadcast.ToRoom();
        if (message.Length > services.Limits.MessageBytes) return (Reasons.MessageTooLarge, []);
        list.Add(new RestMessage(topic, target ?? "", message));
        return (null, list);
    }

    private static bool IsJson(ReadOnlySpan<byte> body) =>
        System.Text.Unicode.Utf8.IsValid(body) && JsonValue.Length(body) is var end && end >= 0 && body[end..].Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>The body; null when it is larger than a message may be.</summary>
    private async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        var max = services.Limits.MessageBytes;
        if (request.ContentLength > max) return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            var isEnd = read.IsCompleted || read.Buffer.Length > max;
            var body = isEnd && read.Buffer.Length <= max ? read.Buffer.ToArray() : null;
            request.BodyReader.AdvanceTo(isEnd ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (isEnd) return body;
        }
    }

    private static int StatusOf(Code code)
    {
        if (code == Reasons.RoomForbidden || code == Reasons.NotAllowed) return StatusCodes.Status403Forbidden;
        if (code == Reasons.TokenUnchecked) return StatusCodes.Status503ServiceUnavailable;
        return code.Close == CloseCodes.Unauthorized ? StatusCodes.Status401Unauthorized : StatusCodes.Status422UnprocessableEntity;
    }

    private static IResult Refuse(int status, Code code, string? words = null, int retryAfterMs = 0)
    {
        var json = new JsonText();
        json.Raw("{\"error\":"u8);
        json.String(words ?? Wording.Of(code));
        Wording.Write(ref json, code, retryAfterMs);
        json.Raw("}"u8);
        return Results.Text(json.Written, "application/json", status);
    }
}

/// <summary>A broadcast on its way into a room.</summary>
/// <param name="Room">Where to.</param>
/// <param name="Target">The peer it is for; empty for everybody.</param>
/// <param name="Message">As it travels through the room.</param>
internal sealed record RestMessage(string Room, string Target, ReadOnlyMemory<byte> Message);
