using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>
/// What was reported undelivered and may not have reached the client: a report carries no number of the server, so it is told again at every
/// resume until the client acknowledges something that was sent after it.
/// </summary>
internal sealed class UndeliveredReports(int countMax)
{
    private readonly List<(long Number, string Target, Code Code, bool IsLast, long ToldAfter)> _reports = [];

    /// <summary>Tells it now, if the client is there. <paramref name="isLast"/>: the number waits for nobody else.</summary>
    public void Tell(Mailbox mailbox, EffectBuffer fx, long number, string target, Code code, bool isLast)
    {
        if (mailbox.Session is { } session) Send(fx, session, number, target, code, isLast);
        else if (mailbox.Self is null) return;
        if (mailbox.IsDirect) return;
        _reports.Add((number, target, code, isLast, mailbox.Session is null ? long.MaxValue : mailbox.LastSeq));
    }

    /// <summary>No more numbers may be used until some of this is confirmed.</summary>
    public bool IsFull => _reports.Count >= countMax;

    /// <summary>Much waits for confirmation, and nothing on its way to the client would bring one.</summary>
    public bool NeedsCheckpoint(Mailbox mailbox) =>
        mailbox is { Session: not null, IsDirect: false } && _reports.Count >= countMax / 2 && _reports.Count > 0 && _reports[0].ToldAfter >= mailbox.LastSeq;

    /// <summary>The lowest number whose report may not have arrived; <see cref="long.MaxValue"/> for none.</summary>
    public long Lowest => _reports.Count == 0 ? long.MaxValue : _reports.Min(report => report.Number);

    /// <summary>The client has everything up to <paramref name="seen"/>, so also what was told before it.</summary>
    public void Confirm(long seen) => _reports.RemoveAll(report => report.ToldAfter < seen);

    /// <summary>A connection came: tell all again.</summary>
    public void TellAgain(Mailbox mailbox, EffectBuffer fx)
    {
        for (var i = 0; i < _reports.Count; i++)
        {
            var report = _reports[i];
            Send(fx, mailbox.Session!, report.Number, report.Target, report.Code, report.IsLast);
            _reports[i] = report with { ToldAfter = mailbox.LastSeq };
        }

        if (mailbox.IsDirect) _reports.Clear();
    }

    private static void Send(EffectBuffer fx, ISessionAddress session, long number, string target, Code code, bool isLast) =>
        fx.ToClient(session, new ClientEvent { Kind = EventKind.Undelivered, Number = number, Target = target, Code = code, Flag = isLast });
}
