namespace Signaling.Core.Codes;

/// <summary>
/// One reason that a client can be given: for a refusal, a close or an undelivered message. All of them are listed in
/// <see cref="Reasons"/>; nothing else may be sent.
/// </summary>
/// <param name="Name">The word on the wire.</param>
/// <param name="Sentence">What happened and what to do, for a person.</param>
/// <param name="Retry">What a program should do.</param>
/// <param name="Close">The WebSocket close code where the reason ends the connection; 0 where it does not.</param>
public sealed record Code(string Name, string Sentence, Retry Retry, int Close = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
