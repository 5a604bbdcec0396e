using Signaling.Webhooks;

namespace Signaling.Gateway.Engine;

/// <summary>What has become of the events that are posted, by this process or by all silos.</summary>
/// <remarks>A cluster that cannot be reached is an <see cref="EngineUnreachableException"/>.</remarks>
public interface IWebhookFigures
{
    /// <summary>How things stand; null where nobody posts.</summary>
    ValueTask<WebhookStats?> TakeAsync();
}
