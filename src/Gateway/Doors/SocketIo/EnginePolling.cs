using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>Engine.IO over HTTP: GET opens a session or waits for packets, POST brings packets.</summary>
internal sealed class EnginePolling(EngineServer server)
{
    private const byte Separator = 0x1e;
    private const int PacketsMax = 1_024;

    public async Task ServeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var isGet = HttpMethods.IsGet(context.Request.Method);
        var refusal = server.Check(name => context.Request.Query[name], "polling", isGet, out var session);
        if (refusal is null && session is null && server.IsFull) refusal = EngineErrors.Full;
        if (refusal is null && !isGet && !HttpMethods.IsPost(context.Request.Method)) refusal = EngineErrors.BadRequest;
        if (refusal is not null) await RefuseAsync(context, refusal);
        else if (session is null) await context.Response.WriteAsync(server.Open(null).Greeting);
        else if (isGet) await PollAsync(context, session);
        else await PushAsync(context, session);
    }

    private static async Task PollAsync(HttpContext context, EngineSession session)
    {
        if (session.Poll() is not { } answer)
        {
            await RefuseAsync(context, EngineErrors.BadRequest);
            return;
        }

        byte[] body;
        try
        {
            body = await answer.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            session.End(1006); // who gives a poll up may have lost what it would have brought
            return;
        }

        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private async Task PushAsync(HttpContext context, EngineSession session)
    {
        if (context.Request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            session.Break();
            await RefuseAsync(context, EngineErrors.BadRequest);
            return;
        }

        if (await ReadAsync(context) is not { } body)
        {
            session.Break();
            await RefuseAsync(context, EngineErrors.TooLarge);
        }
        else if (!Take(session, body))
        {
            session.Break();
            await RefuseAsync(context, EngineErrors.BadRequest);
        }
        else
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("ok");
        }
    }

    private static bool Take(EngineSession session, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || !Utf8.IsValid(body.Span)) return false;
        for (var packets = 0; packets < PacketsMax; packets++)
        {
            var end = body.Span.IndexOf(Separator);
            var packet = end < 0 ? body : body[..end];
            if (packet.IsEmpty || !TakePacket(session, packet)) return false;
            if (end < 0) return true;
            body = body[(end + 1)..];
        }

        return false;
    }

    private static bool TakePacket(EngineSession session, ReadOnlyMemory<byte> packet)
    {
        if (packet.Span[0] != (byte)'b') return session.OnPacket(packet);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(packet.Length - 1)];
        if (Base64.DecodeFromUtf8(packet.Span[1..], bytes, out _, out var written) != OperationStatus.Done) return false;
        session.OnBinary(bytes.AsMemory(0, written));
        return true;
    }

    /// <summary>The body; null when it is too large.</summary>
    private async Task<byte[]?> ReadAsync(HttpContext context)
    {
        var max = server.Limits.MessageBytes;
        if (context.Request.ContentLength > max) return null;
        using var stream = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(4 << 10);
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
            {
                if (stream.Length + count > max) return null;
                stream.Write(buffer, 0, count);
            }

            return stream.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(refusal.Json);
    }
}
