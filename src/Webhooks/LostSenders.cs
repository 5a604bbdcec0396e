using System.Text.Json;

namespace Signaling.Webhooks;

/// <summary>Tells that another process that posted events is gone: what it had not posted is lost with it, and nobody else would know.</summary>
internal sealed class LostSenders(WebhookOptions options, WebhookQueue queue, TimeProvider time)
{
    /// <param name="sender">What it called itself.</param>
    /// <param name="orderly">It was told to stop, and has posted what waited, as far as that was taken.</param>
    public void Tell(WebhookName sender, bool orderly)
    {
        if (!options.Wants(EventNames.SenderGone)) return;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", EventNames.SenderGone);
            json.WriteString("sender", sender.Value);
            json.WriteBoolean("orderly", orderly);
            json.WriteNumber("at", time.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        queue.Add("", buffer.ToArray());
    }
}
