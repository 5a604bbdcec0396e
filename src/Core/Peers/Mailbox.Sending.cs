using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>What goes out to the client, under which number.</summary>
internal sealed partial class Mailbox
{
    private void SendWaiting()
    {
        if (_items is null) return;
        for (var i = _sentCount; i < _items.Count; i++)
        {
            if (IsDirect)
            {
                Send(_items[i]);
                Forget(_items[i]);
            }
            else
            {
                Number(_items[i]);
            }
        }

        if (IsDirect) (_items, _sentCount) = (null, 0);
    }

    private void Number(MailItem item)
    {
        item.Seq = ++LastSeq;
        item.ExpiresAt = long.MaxValue;
        _sentCount++;
        Send(item);
    }

    private void Forget(MailItem item)
    {
        Charge(item, -1);
        Tell(item, null);
    }

    private void Send(MailItem item) => fx.ToClient(Session!, new ClientEvent
    {
        Kind = item.Kind,
        Seq = item.Seq,
        Peer = item.About,
        Polite = Self!.IsPoliteToward(item.About),
        Signal = item.Signal,
        Code = item.Reason,
        View = item.View,
    });
}
