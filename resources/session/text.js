// The visible text of this frame.
({limit}) => (root ? root.innerText || root.textContent : '').slice(0, limit)
